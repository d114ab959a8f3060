import { type Approval, approvalsTopic } from "@moltbot/approvals";
import { formatPrincipal, messageOf, type Notice, samePrincipal } from "@moltbot/core";
import type { Decider } from "@moltbot/pairing";
import { hit } from "../../flow/limit.ts";
import { execCard } from "./cards.ts";
import { type ExecParts, type ExecRules, isBlocked } from "./parts.ts";
import { answerText } from "./texts.ts";

// Cards per approver in ten minutes; a flood then leads to one line that points at the list.
const cards = { limit: 20, windowMs: 600_000 };

/** Cards to those who may decide, so not to whoever asked or is blocked; none where `exec.notify` is off: then people look at the list. */
export async function cardsFor(
  parts: ExecParts,
  approval: Approval,
  rules: ExecRules,
  notify: boolean,
): Promise<Notice[]> {
  if (!notify) return [];
  const { voters, policy } = rules;
  const asker = approval.requester && voters.personOf(approval.requester);
  const notices: Notice[] = [];
  for (const approver of policy.approvers) {
    const person = voters.personOf(approver);
    if (person === asker && !voters.decidesOwn(person)) continue;
    if (await isBlocked(parts, approver, rules)) continue;
    const name = formatPrincipal(approver);
    if (await hit(parts, `exec-cards:${name}`, cards)) {
      notices.push(execCard(approval, approver, parts.clock.now()));
    } else if (await hit(parts, `exec-cards-more:${name}`, { limit: 1, windowMs: cards.windowMs })) {
      notices.push({ to: approver, text: "🔔 More commands are waiting for an answer. Send /pending to see them." });
    }
  }
  return notices;
}

/** The answer for the person who asked, unless they gave it themselves in this very chat. */
export function answerFor(approval: Approval, by?: Decider): Notice[] {
  const { requester } = approval;
  const text = answerText(approval);
  if (requester === undefined || text === undefined) return [];
  const theirs = by?.kind === "person" && by.via === "chat" && samePrincipal(by.principal, requester);
  return theirs ? [] : [{ to: requester, text }];
}

/** Tells other tasks and processes what was written. Hints only: whoever misses one finds the change when polling. */
export async function announce(parts: ExecParts, changed: readonly Approval[], outbox: boolean): Promise<void> {
  const { wakeups } = parts;
  try {
    if (outbox && parts.owed !== undefined) parts.owed();
    else if (outbox) await wakeups.publish("outbox");
    if (changed.length > 0) await wakeups.publish("changed", "approvals");
    for (const { id, status } of changed) {
      await wakeups.publish(approvalsTopic, id);
      if (status !== "pending") await wakeups.publish("decided", id);
    }
  } catch (error) {
    parts.log.warn("other processes could not be told of a change", { error: messageOf(error) });
  }
}
