import { type Approval, type Attempt, approvalEvent, expireApproval, expiredEvent, settle } from "@moltbot/approvals";
import { type DomainEvent, isMoltbotError, type JsonObject, type Principal } from "@moltbot/core";
import { letIn } from "./grant.ts";
import type { AutoApproval, AutoApproveOutcome } from "./pairing.ts";
import { carryOut, type PairingOptions } from "./parts.ts";
import { cleanProfile } from "./request.ts";
import type { PairingChange, PairingCommit, Standing } from "./store.ts";

const hourMs = 3_600_000;
/** Most refusals over the cap that are audited in an hour. */
const auditedRefusals = { limit: 10, windowMs: hourMs };

/**
 * Pairs somebody by a rule on an identity that their platform verified: a grant, a session and an event in one commit. A
 * block, a denial that is not over yet and a pairing that has lapsed are for people to decide.
 */
export async function autoApprove(parts: PairingOptions, o: AutoApproval): Promise<AutoApproveOutcome> {
  const answer = refusal(parts, o.who, await parts.store.standing(o.who));
  if (answer !== undefined) return answer;
  if (!(await withinCap(parts, o.maxPerHour))) return overCap(parts, o);
  return carryOut<AutoApproveOutcome>(parts, () => attempt(parts, o));
}

function refusal(parts: PairingOptions, who: Principal, standing: Standing): AutoApproveOutcome | undefined {
  const rules = parts.rules();
  const now = parts.clock.now();
  const { grant, block, deniedAt } = standing;
  const refused = (because: "blocked" | "not_offered" | "cooldown" | "lapsed") =>
    ({ status: "refused", because }) as const;
  if (block !== undefined) return refused("blocked");
  if (grant !== undefined) {
    const holds = grant.expiresAt === undefined || now < grant.expiresAt;
    return holds ? { status: "paired", grant } : refused("lapsed");
  }
  if (!rules.offersPairing(who)) return refused("not_offered");
  return deniedAt !== undefined && now < deniedAt + rules.denialCooldownMs ? refused("cooldown") : undefined;
}

async function withinCap(parts: PairingOptions, maxPerHour: number): Promise<boolean> {
  if (maxPerHour < 1) return false;
  return counts(parts, "auto-approve", { limit: maxPerHour, windowMs: hourMs });
}

/** A limiter that is out of reach limits (SPEC R0.3). */
async function counts(
  parts: PairingOptions,
  key: string,
  limit: { limit: number; windowMs: number },
): Promise<boolean> {
  try {
    return (await parts.limiter.hit(key, limit, parts.clock.now())).allowed;
  } catch (error) {
    if (isMoltbotError(error) && error.code !== "unavailable") throw error;
    return false;
  }
}

async function overCap(parts: PairingOptions, o: AutoApproval): Promise<AutoApproveOutcome> {
  const answer: AutoApproveOutcome = { status: "refused", because: "limited" };
  if (!(await counts(parts, "auto-approve-refused", auditedRefusals))) return answer;
  const event = eventOf(parts, o, { event: "pairing.auto_refused", outcome: "denied", data: { because: "limited" } });
  return carryOut(parts, async () => ({ answer, commit: { changes: [], events: [event] } }));
}

async function attempt(parts: PairingOptions, o: AutoApproval): Promise<Attempt<AutoApproveOutcome, PairingCommit>> {
  const { who, rule } = o;
  const standing = await parts.store.standing(who);
  const answer = refusal(parts, who, standing);
  if (answer !== undefined) return { answer };
  const now = parts.clock.now();
  const ended = standing.pending === undefined ? [] : [endRequest(parts, standing.pending, rule)];
  const { grant, session, changes } = letIn(who, parts.rules(), { now, via: rule, approvedBy: ["auto-approve"] });
  const row: PairingChange = { type: "put-user", principal: who, profile: cleanProfile(o.profile), seenAt: now };
  const approved = eventOf(parts, o, { event: "pairing.auto_approved", outcome: "allowed" });
  return {
    answer: { status: "approved", grant, session },
    commit: {
      changes: [row, ...ended.map(({ change }) => change), ...changes],
      events: [...ended.map(({ event }) => event), approved],
    },
  };
}

/** What they asked for has happened. */
function endRequest(
  parts: PairingOptions,
  pending: Approval,
  rule: string,
): { readonly change: PairingChange; readonly event: DomainEvent } {
  const stamp = { at: parts.clock.now(), policy: parts.rules().policy };
  const current = expireApproval(pending, stamp.at);
  const approval = settle(current, { status: "approved", at: stamp.at, because: "auto" });
  const details = { ...stamp, actor: { kind: "system" }, outcome: "allowed", reason: rule } as const;
  return {
    change: { type: "update", approval, expectedVersion: pending.version },
    event: current === pending ? approvalEvent(approval, "approved", details) : expiredEvent(approval, stamp),
  };
}

function eventOf(
  parts: PairingOptions,
  { who, rule, verified }: AutoApproval,
  o: Pick<DomainEvent, "event" | "outcome"> & { data?: JsonObject },
): DomainEvent {
  return {
    ...o,
    at: parts.clock.now(),
    actor: { kind: "system" },
    subject: who,
    reason: rule,
    policy: parts.rules().policy,
    personal: { ...verified },
  };
}
