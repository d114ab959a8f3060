import {
  type Approval,
  type Attempt,
  type Ballot,
  castVote,
  unknownIdEvent,
  type VoteOutcome,
  voteEvents,
} from "@moltbot/approvals";
import { isId } from "@moltbot/core";
import { type Caller, mayGrant, type Refusal } from "./caller.ts";
import { type Device, type DeviceRole, roleOf, withRole } from "./device.ts";
import { type DeviceRequest, readRequest } from "./file.ts";
import type { DeviceDecision } from "./outcomes.ts";
import { carryOut, type DevicesOptions, forbidden } from "./parts.ts";
import { hasScope } from "./scopes.ts";
import type { DeviceChange, DeviceCommit } from "./store.ts";

type Decision = Attempt<DeviceDecision, DeviceCommit>;

/** One answer on its way. */
interface Answer {
  readonly id: string;
  readonly by: Caller;
  readonly decision: "approve" | "deny";
}

/** Counts one answer; the last one that is needed also lets the device in, in the same commit. */
export function decideDevice(parts: DevicesOptions, answer: Answer): Promise<DeviceDecision> {
  return carryOut(parts, () => attempt(parts, answer));
}

async function attempt(parts: DevicesOptions, answer: Answer): Promise<Decision> {
  const { by, decision } = answer;
  const stored = isId(answer.id, "dev") ? await parts.store.approvals.get(answer.id) : undefined;
  const request = stored === undefined ? undefined : readRequest(stored);
  if (stored === undefined || request === undefined) return unknown(parts, answer);
  // Whoever may see requests may turn one down; to let a device in takes what it asks for.
  const refusal = decision === "deny" ? mayReject(by) : mayGrant(by, request);
  if (refusal !== undefined) return forbidden(parts, by, request.deviceId, refusal);
  return counted(parts, answer, stored, request);
}

function mayReject(by: Caller): Refusal | undefined {
  return hasScope(by.scopes, "operator.pairing") ? undefined : "not_approver";
}

async function counted(
  parts: DevicesOptions,
  answer: Answer,
  before: Approval,
  request: DeviceRequest,
): Promise<Decision> {
  const now = parts.clock.now();
  const rules = parts.rules();
  const { by, decision } = answer;
  const ballot: Ballot = {
    by: by.name,
    decision,
    via: by.via,
    ...(by.principal !== undefined && { from: by.principal }),
  };
  // Rights are looked at again for every earlier answer: who lost them lost their vote.
  const mayDecide = (vote: Ballot): boolean =>
    vote.decision === "deny" ||
    vote === ballot ||
    mayGrant({ scopes: rules.scopesOf(vote.from) }, request) === undefined;
  const outcome = castVote(tightened(before, rules.requiredApprovals), ballot, { now, mayDecide });
  const { approval } = outcome;
  const update: readonly DeviceChange[] =
    approval.version === before.version ? [] : [{ type: "update", approval, expectedVersion: before.version }];
  const events = voteEvents(before, outcome, { ballot, actor: by.actor, now, policy: rules.policy });
  if (outcome.status !== "approved") return { answer: toDecision(outcome), commit: { changes: update, events } };
  const known = await parts.store.device(request.deviceId);
  const device = letIn(known, request, { id: approval.id, now });
  return {
    answer: { status: "approved", approval, device },
    commit: {
      changes: [...update, { type: "put-device", device, expectedVersion: known?.version ?? 0 }],
      events,
    },
  };
}

function tightened(stored: Approval, required: number): Approval {
  return stored.status === "pending" && stored.required < required ? { ...stored, required } : stored;
}

/** The device as it was approved: exactly what the request says, never a union with what it had. */
function letIn(known: Device | undefined, request: DeviceRequest, o: { id: string; now: number }): Device {
  const { deviceId, publicKey, clientId, platform, role, scopes } = request;
  const base: Device = known ?? {
    id: deviceId,
    publicKey,
    client: { id: clientId, platform },
    createdAt: o.now,
    version: 0,
    roles: [],
  };
  const before = roleOf(base, role);
  const token = before?.revokedAt === undefined ? before?.token : undefined;
  const entry: DeviceRole = {
    role,
    scopes,
    approvedAt: o.now,
    via: o.id,
    ...(token !== undefined && { token }),
    collect: token === undefined,
  };
  return { ...withRole(base, entry), client: { id: clientId, platform }, version: base.version + 1 };
}

function toDecision(outcome: Exclude<VoteOutcome, { status: "approved" }>): DeviceDecision {
  return outcome.status === "forbidden" ? { status: "forbidden", because: "not_approver" } : outcome;
}

function unknown(parts: DevicesOptions, { id, by }: Answer): Decision {
  const event = unknownIdEvent(id, {
    at: parts.clock.now(),
    actor: by.actor,
    policy: parts.rules().policy,
    area: "device",
  });
  const allowed = hasScope(by.scopes, "operator.pairing");
  // Whoever may not decide learns nothing about which requests exist.
  const answer: DeviceDecision = allowed ? { status: "not_found" } : { status: "forbidden", because: "not_approver" };
  return { answer, commit: { changes: [], events: [allowed ? event : { ...event, reason: "not_approver" }] } };
}
