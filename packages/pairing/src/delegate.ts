import type { Attempt } from "@moltbot/approvals";
import { type Address, type DomainEvent, formatPrincipal, type JsonObject } from "@moltbot/core";
import { type Delegation, type DelegationOutcome, delegationMs, delegatorKey } from "./delegation.ts";
import { onAnyAccount } from "./electorate.ts";
import type { Decider, PairingRules } from "./pairing.ts";
import { actorOf, carryOut, isBlocked, nameOf, type PairingOptions } from "./parts.ts";
import type { PairingChange, PairingCommit } from "./store.ts";

type Forbidden = Extract<DelegationOutcome, { status: "forbidden" }>["because"];
type Step = Attempt<DelegationOutcome, PairingCommit>;

/** One wish. */
export interface HandOver {
  readonly from: Address;
  readonly to: Address;
  readonly forMs: number;
  readonly by: Decider;
}

/** Hands a vote over; an earlier delegate loses it. The change and its events are one commit. */
export function delegateVote(parts: PairingOptions, o: HandOver): Promise<DelegationOutcome> {
  return carryOut(parts, async (): Promise<Step> => {
    const { from, to, forMs, by } = o;
    const rules = parts.rules();
    const because = mayHandOver(o, rules) ?? ((await isAnyBlocked(parts, [from, to])) ? "blocked" : undefined);
    if (because !== undefined) return refused(parts, o, because);
    const now = parts.clock.now();
    const delegation: Delegation = { from, to, madeAt: now, until: now + forMs, madeBy: nameOf(by, rules) };
    const before = await held(parts, from);
    const replaced = before === undefined ? [] : [endedEvent(before, { parts, by, reason: "replaced" })];
    const made = eventAbout(delegation, "pairing.delegated", { parts, by, data: { until: delegation.until } });
    return {
      answer: { status: "done", delegation },
      commit: { changes: [{ type: "put-delegation", delegation }], events: [...replaced, made] },
    };
  });
}

/** Takes a vote back. */
export function takeBackVote(parts: PairingOptions, o: { from: Address; by: Decider }): Promise<DelegationOutcome> {
  return carryOut(parts, async (): Promise<Step> => {
    if (!isTheirs(o, parts.rules())) return refused(parts, o, "not_yours");
    const delegation = await held(parts, o.from);
    if (delegation === undefined) return { answer: { status: "unchanged" } };
    return {
      answer: { status: "done", delegation },
      commit: ending(delegation, { parts, by: o.by, reason: "revoked" }),
    };
  });
}

/** Removes delegations whose time is over. Nothing waits for it. */
export async function endDelegations(parts: PairingOptions): Promise<void> {
  const now = parts.clock.now();
  for (const delegation of await parts.store.delegations()) {
    if (now < delegation.until) continue;
    // A conflict means that another process was first.
    await parts.store.commit(ending(delegation, { parts, reason: "expired" }));
  }
}

interface About {
  readonly parts: PairingOptions;
  /** Absent: the system. */
  readonly by?: Decider;
}

function ending(delegation: Delegation, o: About & { reason: string }): PairingCommit {
  const change: PairingChange = { type: "remove-delegation", delegation };
  return { changes: [change], events: [endedEvent(delegation, o)] };
}

function mayHandOver({ from, to, forMs, by }: HandOver, rules: PairingRules): Forbidden | undefined {
  if (!isTheirs({ from, by }, rules)) return "not_yours";
  const who = onAnyAccount(from);
  if (!rules.isApprover(who) && !rules.isOwner(who)) return "no_vote";
  if (rules.personOf(who) === rules.personOf(onAnyAccount(to))) return "self";
  const fits = Number.isFinite(forMs) && forMs >= delegationMs.least && forMs <= delegationMs.most;
  return fits ? undefined : "duration";
}

function isTheirs({ from, by }: { from: Address; by: Decider }, rules: PairingRules): boolean {
  return by.kind === "operator" || rules.personOf(by.principal) === rules.personOf(onAnyAccount(from));
}

async function isAnyBlocked(parts: PairingOptions, people: readonly Address[]): Promise<boolean> {
  const rules = parts.rules();
  const blocked = await Promise.all(people.map((who) => isBlocked(parts, onAnyAccount(who), rules)));
  return blocked.includes(true);
}

async function held({ store }: PairingOptions, from: Address): Promise<Delegation | undefined> {
  return (await store.delegations()).find((one) => delegatorKey(one) === delegatorKey({ from }));
}

function endedEvent(delegation: Delegation, o: About & { reason: string }): DomainEvent {
  return eventAbout(delegation, "pairing.delegation_ended", o);
}

function eventAbout(
  { from, to }: Pick<Delegation, "from" | "to">,
  event: string,
  { parts, by, reason, data }: About & { reason?: string; data?: JsonObject },
): DomainEvent {
  return {
    event,
    at: parts.clock.now(),
    outcome: "done",
    actor: by === undefined ? { kind: "system" } : actorOf(by),
    subject: onAnyAccount(to),
    policy: parts.rules().policy,
    ...(reason === undefined ? {} : { reason }),
    ...(data === undefined ? {} : { data }),
    personal: { voteOf: formatPrincipal(onAnyAccount(from)) },
  };
}

function refused(parts: PairingOptions, { from, by }: { from: Address; by: Decider }, because: Forbidden): Step {
  const event: DomainEvent = {
    event: "pairing.refused",
    at: parts.clock.now(),
    outcome: "denied",
    actor: actorOf(by),
    subject: onAnyAccount(from),
    reason: because,
    policy: parts.rules().policy,
    data: { verb: "delegate" },
  };
  return { answer: { status: "forbidden", because }, commit: { changes: [], events: [event] } };
}
