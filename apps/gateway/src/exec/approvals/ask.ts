import {
  type Approval,
  type Attempt,
  approvalEvent,
  expireApproval,
  expiredEvent,
  fileApproval,
  isOverdue,
} from "@moltbot/approvals";
import { newId, plainText } from "@moltbot/core";
import type { ExecApprovals, ExecQuestion } from "../exec-approvals.ts";
import { questionSubject } from "./digests.ts";
import { maskSecrets } from "./mask.ts";
import { answerFor, cardsFor } from "./notices.ts";
import type { ExecCommit, ExecParts, ExecRules } from "./parts.ts";
import { execPayload } from "./payload.ts";
import { carryOut } from "./write.ts";

type Asked = Awaited<ReturnType<ExecApprovals["ask"]>>;

/** Files a question about a command with cards to those who may decide, or finds the one that waits. */
export function askAbout(parts: ExecParts, question: ExecQuestion): Promise<Asked> {
  return carryOut(parts, () => attempt(parts, question));
}

async function attempt(parts: ExecParts, question: ExecQuestion): Promise<Attempt<Asked, ExecCommit>> {
  const rules = parts.rules();
  const now = parts.clock.now();
  const subject = questionSubject(question);
  const waiting = await parts.store.approvals.findPending("exec", subject);
  if (waiting !== undefined && !isOverdue(waiting, now)) return { answer: { status: "pending", approval: waiting } };
  const { timeoutMs, requiredApprovals, approvalMode, notify } = rules.settings(question.agentId);
  const profile = (await parts.store.user(question.who))?.profile;
  const approval = fileApproval(
    {
      kind: "exec",
      subject,
      requester: question.who,
      required: requiredApprovals,
      ttlMs: timeoutMs,
      payload: execPayload(question, {
        mode: approvalMode,
        policy: rules.policy.version,
        ...(profile === undefined ? {} : { profile }),
      }),
    },
    { id: newId("exec", { now, random: parts.random }), now },
  );
  const before = waiting === undefined ? undefined : expiry(waiting, now, rules);
  return {
    answer: { status: "filed", approval },
    commit: {
      changes: [...(before?.changes ?? []), { type: "file", approval }],
      events: [...(before?.events ?? []), requested(approval, question, now, rules)],
      notices: [...(before?.notices ?? []), ...(await cardsFor(parts, approval, rules, notify))],
    },
  };
}

function requested(approval: Approval, question: ExecQuestion, at: number, rules: ExecRules) {
  const { who, agentId, where, plan, line, session } = question;
  return approvalEvent(approval, "requested", {
    at,
    actor: { kind: "person", principal: who },
    outcome: "done",
    policy: rules.policy.version,
    data: { agent: agentId, where, digest: plan.digest, need: approval.required },
    personal: { command: plainText(maskSecrets(line), 500), session: plainText(session) },
  });
}

/** The commit that writes down that a question's time is over, and tells who asked. */
export function expiry(stored: Approval, now: number, rules: ExecRules): ExecCommit {
  const approval = expireApproval(stored, now);
  return {
    changes: [{ type: "update", approval, expectedVersion: stored.version }],
    events: [expiredEvent(approval, { at: now, policy: rules.policy.version })],
    notices: answerFor(approval),
  };
}
