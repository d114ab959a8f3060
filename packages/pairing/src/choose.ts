import type { Attempt } from "@moltbot/approvals";
import type { DomainEvent, Principal } from "@moltbot/core";
import type { ChoiceChange, Decider, PersonOutcome } from "./pairing.ts";
import { actorOf, carryOut, nameOf, type PairingOptions } from "./parts.ts";
import type { Choice, PairingChange, PairingCommit } from "./store.ts";

/** Lays down what a person's session gets, or takes it back. Operators only; the change and its event are one commit. */
export function chooseForPerson(
  parts: PairingOptions,
  o: { who: Principal; by: Decider; change: ChoiceChange },
): Promise<PersonOutcome> {
  return carryOut(parts, async (): Promise<Attempt<PersonOutcome, PairingCommit>> => {
    const { who, by, change } = o;
    const [rules, now] = [parts.rules(), parts.clock.now()];
    const base = { at: now, actor: actorOf(by), subject: who, policy: rules.policy };
    if (by.kind !== "operator") {
      const event: DomainEvent = { ...base, event: "user.refused", outcome: "denied", reason: "not_approver" };
      return { answer: { status: "forbidden", because: "not_approver" }, commit: { changes: [], events: [event] } };
    }
    const user = await parts.store.user(who);
    const before = user?.choice;
    const agent = change.agent === undefined ? before?.agent : (change.agent ?? undefined);
    const permissions = change.permissions === undefined ? before?.permissions : (change.permissions ?? undefined);
    if (agent === before?.agent && sameWords(permissions, before?.permissions)) {
      return { answer: { status: "unchanged", principal: who } };
    }
    const chosen = {
      ...(agent === undefined ? {} : { agent }),
      ...(permissions === undefined ? {} : { permissions: [...new Set(permissions)] }),
    };
    const choice: Choice = { ...chosen, chosenAt: now, chosenBy: nameOf(by, rules) };
    const isEmpty = agent === undefined && permissions === undefined;
    const row: readonly PairingChange[] =
      user === undefined ? [{ type: "put-user", principal: who, profile: {}, seenAt: now }] : [];
    const event: DomainEvent = { ...base, event: "user.session_changed", outcome: "done", data: chosen };
    return {
      answer: { status: "done", principal: who, cancelled: [] },
      commit: {
        changes: [...row, { type: "choose", principal: who, ...(isEmpty ? {} : { choice }) }],
        events: [event],
      },
    };
  });
}

/** Whether two lists of permissions mean the same. */
function sameWords(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return new Set(a).size === new Set(b).size && a.every((word) => b.includes(word));
}
