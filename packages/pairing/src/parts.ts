import { type Attempt, decideAndCommit } from "@moltbot/approvals";
import type { Actor, Clock, DomainEvent, Principal, Random, RateLimiter } from "@moltbot/core";
import type { Decider, PairingRules } from "./pairing.ts";
import type { PairingCommit, PairingStore } from "./store.ts";

/** What {@link createPairing} works with. */
export interface PairingOptions {
  readonly store: PairingStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Counts requests per person. Out of reach, it limits. */
  readonly limiter: RateLimiter;
  /** The rules in force, read at every operation. */
  readonly rules: () => PairingRules;
  /** Hears every event after it was written. A hint for pages: what must not be lost belongs into the commit. What it throws is ignored. */
  readonly onEvent?: (event: DomainEvent) => void;
}

/** Decides and writes until no other process was in the way; `onEvent` hears what was written. */
export function carryOut<Answer>(
  parts: PairingOptions,
  decide: () => Promise<Attempt<Answer, PairingCommit>>,
): Promise<Answer> {
  return decideAndCommit(decide, async (commit: PairingCommit) => {
    const result = await parts.store.commit(commit);
    if (result.status === "committed") tell(parts, commit.events);
    return result;
  });
}

/** Passes written events on. The change stands, whatever a listener does. */
export function tell(parts: Pick<PairingOptions, "onEvent">, events: readonly DomainEvent[]): void {
  for (const event of events) {
    try {
      parts.onEvent?.(event);
    } catch {
      // Reporting it as a failure of the operation would be a lie.
    }
  }
}

/** The operator is one voter, however they came. */
export const operatorName = "operator";

/** Names who decides: the person behind the identity, or the operator. */
export function nameOf(by: Decider, rules: PairingRules): string {
  return by.kind === "operator" ? operatorName : rules.personOf(by.principal);
}

/** The one who decides, as events name them. */
export function actorOf(by: Decider): Actor {
  return by.kind === "operator" ? by : { kind: "person", principal: by.principal };
}

/** Whether they may decide about others at all. A blocked person may not, whatever the rules say (SPEC R1.1). */
export async function mayDecide(parts: PairingOptions, by: Decider, rules: PairingRules): Promise<boolean> {
  if (by.kind === "operator") return true;
  return rules.isApprover(by.principal) && !(await isBlocked(parts, by.principal, rules));
}

/** Whether a block is in force. Owners cannot be blocked, so a block of theirs from before they were named does not count. */
export async function isBlocked(parts: PairingOptions, who: Principal, rules: PairingRules): Promise<boolean> {
  return !rules.isOwner(who) && (await parts.store.standing(who)).block !== undefined;
}
