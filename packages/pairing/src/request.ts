import {
  type Approval,
  type Attempt,
  approvalEvent,
  expireApproval,
  expiredEvent,
  fileApproval,
  isOverdue,
  settle,
} from "@moltbot/approvals";
import {
  type DomainEvent,
  isMoltbotError,
  type JsonObject,
  newCode,
  newId,
  type Principal,
  plainText,
  principalKey,
  type RateLimit,
} from "@moltbot/core";
import { isInForce, mayAskToStay } from "./grant.ts";
import type { PairingPayload, RequestOutcome } from "./pairing.ts";
import { carryOut, type PairingOptions } from "./parts.ts";
import { admitToQueue } from "./queue.ts";
import type { createSerial } from "./serial.ts";
import { type PairingChange, type PairingCommit, type Profile, pairingSubject, type Standing } from "./store.ts";

const hourMs = 3_600_000;
/** How long to wait when the limiter is out of reach. */
const blindRetryMs = 30_000;
/** Most refused and displaced requests of one account that are audited in an hour: a flood must not fill the log. */
const auditedRefusals = { limit: 60, windowMs: hourMs };
/** Most filed requests of one account that are audited in an hour, for the same reason. */
const auditedRequests = { limit: 300, windowMs: hourMs };

/** Somebody who asks. */
export interface Asking {
  readonly who: Principal;
  readonly profile: Profile;
  readonly firstMessage?: string;
  readonly claim?: string;
  readonly claimPinnedTo?: string;
  /** When the pairing ends that they have. */
  readonly renews?: number;
}

/** Files a pairing request, or says why not (SPEC R3.2), in this order: owner, blocked, paired, not offered, pending, cooldown, rate, queue. */
export async function requestPairing(
  parts: PairingOptions,
  serial: ReturnType<typeof createSerial>,
  asking: Asking,
): Promise<RequestOutcome> {
  const refusal = refuse(parts, asking.who, await parts.store.standing(asking.who));
  if (refusal !== undefined) return audited(parts, asking.who, refusal);
  const limited = await countRequest(parts, asking.who);
  if (limited !== undefined) return audited(parts, asking.who, limited);
  // One at a time per account, so that requests of one process never overfill the queue together.
  const key = JSON.stringify([asking.who.channel, asking.who.account]);
  const outcome = await serial(key, () => carryOut(parts, () => decide(parts, asking)));
  return audited(parts, asking.who, outcome);
}

/** Everything that needs no count: what their own standing says. */
function refuse(parts: PairingOptions, who: Principal, standing: Standing): RequestOutcome | undefined {
  const rules = parts.rules();
  const now = parts.clock.now();
  if (rules.isOwner(who)) return { status: "owner" };
  if (standing.block !== undefined) return { status: "blocked" };
  const { grant } = standing;
  if (grant !== undefined && isInForce(grant, now) && !mayAskToStay(grant, rules, now))
    return { status: "paired", grant };
  if (!rules.offersPairing(who)) return { status: "not_offered" };
  const { pending, deniedAt } = standing;
  if (pending !== undefined && !isOverdue(pending, now)) return { status: "pending", approval: pending };
  const cooldown = deniedAt === undefined ? 0 : deniedAt + rules.denialCooldownMs - now;
  return cooldown > 0 ? { status: "limited", because: "cooldown", retryAfterMs: cooldown } : undefined;
}

async function countRequest(parts: PairingOptions, who: Principal): Promise<RequestOutcome | undefined> {
  const limit = { limit: parts.rules().maxRequestsPerHour, windowMs: hourMs };
  try {
    const verdict = await parts.limiter.hit(`pairing-request:${principalKey(who)}`, limit, parts.clock.now());
    return verdict.allowed ? undefined : { status: "limited", because: "rate", retryAfterMs: verdict.retryAfterMs };
  } catch (error) {
    if (isMoltbotError(error) && error.code !== "unavailable") throw error;
    return { status: "limited", because: "rate", retryAfterMs: blindRetryMs };
  }
}

async function decide(parts: PairingOptions, asking: Asking): Promise<Attempt<RequestOutcome, PairingCommit>> {
  const { who } = asking;
  const [standing, queue] = await Promise.all([parts.store.standing(who), parts.store.queue(who.channel, who.account)]);
  const refusal = refuse(parts, who, standing);
  if (refusal !== undefined) return { answer: refusal };
  const rules = parts.rules();
  const now = parts.clock.now();
  const newcomer = { now, claim: asking.claim !== undefined };
  const verdict = admitToQueue(queue, newcomer, rules.maxPending);
  if (verdict.status === "busy") return { answer: verdict };
  const { grant } = standing;
  const renews = grant !== undefined && isInForce(grant, now) ? grant.expiresAt : undefined;
  const approval = newRequest(parts, { ...asking, ...(renews === undefined ? {} : { renews }) }, now);
  const stamp = { at: now, policy: rules.policy };
  const before = standing.pending;
  const closed = before === undefined ? [] : [end(before, expireApproval(before, now), expiredEvent(before, stamp))];
  const displaced = verdict.displaced.map((victim) => displace(victim, stamp));
  const tellDisplaced = displaced.length > 0 && (await mayAudit(parts, "displaced", who, auditedRefusals));
  const tellFiled = await mayAudit(parts, "requested", who, auditedRequests);
  return {
    answer: { status: "filed", approval },
    commit: {
      changes: [
        ...[...closed, ...displaced].map(({ change }) => change),
        { type: "put-user", principal: who, profile: cleanProfile(asking.profile), seenAt: now },
        { type: "file", approval },
      ],
      events: [
        ...[...closed, ...(tellDisplaced ? displaced : [])].map(({ event }) => event),
        ...(tellFiled ? [requestedEvent(approval, stamp)] : []),
      ],
    },
  };
}

interface Ended {
  readonly change: PairingChange;
  readonly event: DomainEvent;
}

const end = (before: Approval, approval: Approval, event: DomainEvent): Ended => ({
  change: { type: "update", approval, expectedVersion: before.version },
  event,
});

function displace(victim: Approval, stamp: { at: number; policy: string }): Ended {
  const approval = settle(victim, { status: "cancelled", at: stamp.at, because: "displaced" });
  const details = { ...stamp, actor: { kind: "system" }, outcome: "done", reason: "queue_full" } as const;
  return {
    change: { type: "discard", approval, expectedVersion: victim.version },
    event: approvalEvent(approval, "displaced", details),
  };
}

function newRequest(parts: PairingOptions, asking: Asking, now: number): Approval {
  const rules = parts.rules();
  return fileApproval(
    {
      kind: "pairing",
      subject: pairingSubject(asking.who),
      requester: asking.who,
      required: rules.requiredApprovals,
      ttlMs: rules.requestTtlMs,
      payload: payloadOf(asking, newCode(parts.random), rules.policy),
    },
    { id: newId("pair", { now, random: parts.random }), now },
  );
}

function payloadOf(asking: Asking, code: string, policy: string): PairingPayload & JsonObject {
  const { channel, account, id } = asking.who;
  const { firstMessage, claim, claimPinnedTo, renews } = asking;
  return {
    channel,
    account,
    userId: id,
    code,
    policy,
    ...cleanProfile(asking.profile),
    ...(firstMessage === undefined ? {} : textField("firstMessage", firstMessage, 160)),
    ...(claim === undefined ? {} : { claim: plainText(claim, 120) }),
    ...(claimPinnedTo === undefined ? {} : { claimPinnedTo: plainText(claimPinnedTo, 300) }),
    ...(renews === undefined ? {} : { renews }),
  };
}

/** What a platform says about a person, made harmless; fields that hold nothing visible are left out. */
export function cleanProfile(profile: Profile): Profile & JsonObject {
  return {
    ...textField("displayName", profile.displayName, 120),
    ...textField("username", profile.username, 64),
    ...textField("phone", profile.phone, 32),
  };
}

function textField<Name extends string>(
  name: Name,
  value: string | undefined,
  max: number,
): { [key in Name]?: string } {
  const clean = plainText(value, max);
  return (clean === "" ? {} : { [name]: clean }) as { [key in Name]?: string };
}

function requestedEvent(approval: Approval, stamp: { at: number; policy: string }): DomainEvent {
  const { requester, payload } = approval;
  const actor =
    requester === undefined ? ({ kind: "system" } as const) : ({ kind: "person", principal: requester } as const);
  const { channel: _channel, account: _account, userId: _userId, policy: _policy, renews, ...shown } = payload;
  return approvalEvent(approval, "requested", {
    ...stamp,
    actor,
    outcome: "done",
    data: { required: approval.required, ...(renews === undefined ? {} : { renews }) },
    personal: shown,
  });
}

/** States a refusal, as long as the account has not had too many of them in the last hour. */
async function audited(parts: PairingOptions, who: Principal, outcome: RequestOutcome): Promise<RequestOutcome> {
  if (outcome.status !== "busy" && outcome.status !== "limited") return outcome;
  const now = parts.clock.now();
  if (!(await mayAudit(parts, "refused", who, auditedRefusals))) return outcome;
  const event: DomainEvent = {
    event: "pairing.refused",
    at: now,
    outcome: "denied",
    actor: { kind: "person", principal: who },
    subject: who,
    reason: outcome.status === "busy" ? "queue_full" : outcome.because,
    policy: parts.rules().policy,
  };
  return carryOut(parts, async () => ({ answer: outcome, commit: { changes: [], events: [event] } }));
}

async function mayAudit(parts: PairingOptions, what: string, who: Principal, limit: RateLimit): Promise<boolean> {
  const key = `pairing-${what}:${who.channel}/${who.account}`;
  const verdict = await parts.limiter.hit(key, limit, parts.clock.now()).catch(() => undefined);
  return verdict?.allowed === true;
}
