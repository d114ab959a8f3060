import { type Approval, isOverdue } from "@moltbot/approvals";
import type { ExecApprovals, ExecDecision } from "../exec-approvals.ts";
import { askAbout, expiry } from "./ask.ts";
import { type Answer, decideCommand } from "./decide.ts";
import type { ExecParts } from "./parts.ts";
import { findGrant, grantsOf, remember, revokeGrant } from "./remember.ts";
import { carryOut, write } from "./write.ts";

/** Questions about commands over any store. Every method throws `unavailable` when the store does; nothing is decided then. */
export function createExecApprovals(parts: ExecParts): ExecApprovals {
  return {
    ask: (question) => askAbout(parts, question),
    decide: (id, decision, { by, scope }) =>
      decide(parts, { id, decision, by, ...(scope === undefined ? {} : { scope }) }),
    granted: (asked) => findGrant(parts, asked),
    async pending({ limit } = {}) {
      const listed = await parts.store.approvals.pending({ kind: "exec" });
      return listed.filter((approval) => !isOverdue(approval, parts.clock.now())).slice(0, limit);
    },
    grants: ({ all = false, limit } = {}) =>
      grantsOf(parts).list({ kind: "exec", live: !all, ...(limit === undefined ? {} : { limit }) }),
    revoke: (id, by) => revokeGrant(parts, id, by),
    expire: () => expireQuestions(parts),
  };
}

async function decide(parts: ExecParts, answer: Answer): Promise<ExecDecision> {
  const outcome = await carryOut(parts, () => decideCommand(parts, answer));
  if (outcome.status !== "approved") return outcome;
  const { rests, ...decision } = outcome;
  const { scope } = decision;
  const grant = scope === "once" ? undefined : await remember(parts, rests, scope, answer.by);
  return grant === undefined ? decision : { ...decision, grant };
}

async function expireQuestions(parts: ExecParts): Promise<readonly Approval[]> {
  const ended: Approval[] = [];
  for (const listed of await parts.store.approvals.pending({ kind: "exec" })) {
    const now = parts.clock.now();
    if (!isOverdue(listed, now)) continue;
    const commit = expiry(listed, now, parts.rules());
    // A conflict means that somebody answered or ended it first: nothing is left to do.
    if ((await write(parts, commit)).status === "conflict") continue;
    ended.push(...commit.changes.flatMap((change) => (change.type === "update" ? [change.approval] : [])));
  }
  return ended;
}
