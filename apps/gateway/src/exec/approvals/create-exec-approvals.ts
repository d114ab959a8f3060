import { type Approval, isOverdue } from "@moltbot/approvals";
import type { EndReason, ExecApprovals, ExecDecision } from "../exec-approvals.ts";
import { askAbout, expiry } from "./ask.ts";
import { type Answer, decideCommand, withdrawal } from "./decide.ts";
import { endFor } from "./end-for.ts";
import { answerFor } from "./notices.ts";
import { owedGrant } from "./owed.ts";
import { actorOf, type ExecCommit, type ExecParts, isBlocked } from "./parts.ts";
import { findGrant, grantsOf, remember, revokeGrant } from "./remember.ts";
import { carryOut, changedIn, write } from "./write.ts";

/** Questions about commands over any store. Every method throws `unavailable` when the store does; nothing is decided then. */
export function createExecApprovals(parts: ExecParts): ExecApprovals {
  return {
    ask: (question) => askAbout(parts, question),
    decide: (id, decision, { by, scope }) =>
      decide(parts, { id, decision, by, ...(scope === undefined ? {} : { scope }) }),
    owed: (approval) => owedGrant(parts, approval),
    granted: (asked) => findGrant(parts, asked),
    async pending({ limit } = {}) {
      const listed = await parts.store.approvals.pending({ kind: "exec" });
      return listed.filter((approval) => !isOverdue(approval, parts.clock.now())).slice(0, limit);
    },
    grants: ({ all = false, limit, session } = {}) =>
      grantsOf(parts).list({
        kind: "exec",
        live: !all,
        ...(limit === undefined ? {} : { limit }),
        ...(session === undefined ? {} : { session }),
      }),
    revoke: (id, by) => revokeGrant(parts, id, by),
    endFor: (who, why) => endFor(parts, who, why),
    withdraw: (id, why) => withdraw(parts, id, why),
    expire: () => expireQuestions(parts),
  };
}

async function decide(parts: ExecParts, answer: Answer): Promise<ExecDecision> {
  const outcome = await carryOut(parts, () => decideCommand(parts, answer));
  if (outcome.status !== "approved") return outcome;
  const { rests, ...decision } = outcome;
  const { scope } = decision;
  const grant = scope === "once" ? undefined : await remember(parts, rests, scope, actorOf(answer.by));
  return grant === undefined ? decision : { ...decision, grant };
}

async function withdraw(parts: ExecParts, id: string, why: EndReason): Promise<void> {
  const stored = await parts.store.approvals.get(id);
  if (stored === undefined || stored.kind !== "exec" || stored.status !== "pending") return;
  const commit = withdrawal(parts, stored, parts.rules(), why);
  // A conflict means that somebody answered at this moment; what was approved is looked at before it runs.
  await write(parts, { ...commit, notices: changedIn(commit).flatMap((ended) => answerFor(ended)) });
}

/** Ends what nobody answered in time, and what people asked who are blocked since (SPEC R3.8). */
async function expireQuestions(parts: ExecParts): Promise<readonly Approval[]> {
  const ended: Approval[] = [];
  for (const listed of await parts.store.approvals.pending({ kind: "exec" })) {
    const commit = await ending(parts, listed);
    // A conflict means that somebody answered or ended it first: nothing is left to do.
    if (commit === undefined || (await write(parts, commit)).status === "conflict") continue;
    ended.push(...changedIn(commit));
  }
  return ended;
}

async function ending(parts: ExecParts, listed: Approval): Promise<ExecCommit | undefined> {
  const now = parts.clock.now();
  const rules = parts.rules();
  if (isOverdue(listed, now)) return expiry(listed, now, rules);
  const { requester } = listed;
  const blocked = requester !== undefined && (await isBlocked(parts, requester, rules));
  return blocked ? withdrawal(parts, listed, rules) : undefined;
}
