import { type Approval, type Attempt, approvalEvent, fileApproval, isOverdue, settle } from "@moltbot/approvals";
import { type JsonObject, newCode, newId } from "@moltbot/core";
import type { DeviceClaim } from "./claim.ts";
import type { ConnectOutcome, RequestReason } from "./outcomes.ts";
import { type DevicesOptions, deviceKind, hashOf } from "./parts.ts";
import { isRole, missingScope, type Role, readScopes, type Scope } from "./scopes.ts";
import type { DeviceChange, DeviceCommit, JoinCode } from "./store.ts";

/** What a device asks for, as approvers see it. */
export interface DeviceRequest {
  readonly deviceId: string;
  readonly publicKey: string;
  readonly clientId: string;
  readonly platform: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly because: string;
  /** Shown on the device and to approvers, to be compared. */
  readonly code: string;
  /** The join code that it came with. */
  readonly joinCode?: string;
}

type Filing = Attempt<ConnectOutcome, DeviceCommit>;

/** The subject of a device's request: at most one is pending per device and role. */
export function requestSubject(deviceId: string, role: Role): string {
  return `${deviceId}/${role}`;
}

/** Reads the payload of a request; `undefined`: it is not one. */
export function readRequest({ kind, payload }: Approval): DeviceRequest | undefined {
  const { deviceId, publicKey, clientId, platform, role, scopes, because, code, joinCode } = payload;
  const texts = [deviceId, publicKey, clientId, platform, because, code];
  if (kind !== deviceKind || !texts.every((one) => typeof one === "string")) return undefined;
  if (!isRole(role) || !Array.isArray(scopes)) return undefined;
  try {
    return {
      ...(payload as unknown as DeviceRequest),
      scopes: readScopes(scopes),
      ...(typeof joinCode === "string" && { joinCode }),
    };
  } catch {
    return undefined;
  }
}

/** Files what the device asks for. The same wish again is the same request; another wish takes its place under a new id. */
export async function fileRequest(
  parts: DevicesOptions,
  claim: DeviceClaim,
  o: { because: RequestReason; joinCode: string | undefined },
): Promise<Filing> {
  const { store, clock } = parts;
  const now = clock.now();
  const subject = requestSubject(claim.deviceId, claim.role);
  const waiting = await store.approvals.findPending(deviceKind, subject);
  const same = waiting !== undefined && !isOverdue(waiting, now) && isSameWish(waiting, claim);
  if (same) return { answer: { status: "not_paired", approval: waiting, because: o.because } };
  const code = await readJoinCode(parts, claim, o.joinCode);
  if (typeof code === "string") return { answer: { status: "refused", because: code } };
  const rules = parts.rules();
  const all = await store.approvals.pending({ kind: deviceKind });
  const alive = all.filter((one) => !isOverdue(one, now) && one.id !== waiting?.id);
  if (alive.length >= rules.maxPending) return { answer: { status: "refused", because: "queue_full" } };
  const approval = fileApproval(
    {
      kind: deviceKind,
      subject,
      required: rules.requiredApprovals,
      ttlMs: rules.requestTtlMs,
      payload: payloadOf(claim, { because: o.because, code: newCode(parts.random), joinCode: code?.id }),
    },
    { id: newId("dev", { now, random: parts.random }), now },
  );
  const system = { kind: "system" } as const;
  const stamp = { at: now, actor: system, outcome: "done", policy: rules.policy } as const;
  const replaced = waiting === undefined ? [] : replace(waiting, now);
  const changes: DeviceChange[] = [
    ...replaced.map(
      (ended): DeviceChange => ({
        type: "update",
        approval: ended,
        expectedVersion: waiting?.version ?? 0,
      }),
    ),
    ...(code === undefined ? [] : [{ type: "use-join-code" as const, hash: code.hash }]),
    { type: "file", approval },
  ];
  const data = { device: claim.deviceId, role: claim.role, scopes: [...claim.scopes] };
  const events = [
    ...replaced.map((ended) => approvalEvent(ended, ended.status, { ...stamp, reason: ended.because ?? "" })),
    approvalEvent(approval, "requested", { ...stamp, reason: o.because, data }),
  ];
  return { answer: { status: "not_paired", approval, because: o.because }, commit: { changes, events } };
}

function isSameWish(waiting: Approval, claim: DeviceClaim): boolean {
  const wish = readRequest(waiting);
  return (
    wish !== undefined &&
    wish.clientId === claim.clientId &&
    wish.platform === claim.platform &&
    wish.scopes.length === claim.scopes.length &&
    wish.scopes.every((scope) => claim.scopes.includes(scope))
  );
}

/** A request never changes: the new wish has an id of its own, so that nobody approves what they have not seen. */
function replace(waiting: Approval, now: number): Approval[] {
  const end = isOverdue(waiting, now)
    ? ({ status: "expired", at: waiting.expiresAt, because: "timeout" } as const)
    : ({ status: "cancelled", at: now, because: "superseded" } as const);
  return [settle(waiting, end)];
}

async function readJoinCode(
  { store, clock }: DevicesOptions,
  claim: DeviceClaim,
  text: string | undefined,
): Promise<JoinCode | "join_code_invalid" | "join_code_narrower" | undefined> {
  if (text === undefined) return undefined;
  const code = await store.joinCode(hashOf(text));
  if (code === undefined || clock.now() >= code.expiresAt || code.role !== claim.role) return "join_code_invalid";
  return missingScope(code.scopes, claim.scopes) === undefined ? code : "join_code_narrower";
}

function payloadOf(
  claim: DeviceClaim,
  o: { because: RequestReason; code: string; joinCode: string | undefined },
): JsonObject {
  const { deviceId, publicKey, clientId, platform, role, scopes } = claim;
  return {
    deviceId,
    publicKey,
    clientId,
    platform,
    role,
    scopes: [...scopes],
    because: o.because,
    code: o.code,
    ...(o.joinCode === undefined ? {} : { joinCode: o.joinCode }),
  };
}
