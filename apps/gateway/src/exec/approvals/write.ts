import { type Approval, type Attempt, decideAndCommit } from "@moltbot/approvals";
import { announce } from "./notices.ts";
import type { ExecCommit, ExecParts } from "./parts.ts";

/** Writes questions, events and notices in one transaction; says whether it was written. */
export async function write(
  parts: ExecParts,
  commit: ExecCommit,
): Promise<{ readonly status: "committed" | "conflict" }> {
  const result = await parts.store.commit(commit);
  if (result.status === "committed") {
    await announce(parts, changedIn(commit), commit.notices.length > 0);
  }
  return result;
}

/** The questions that a commit changes, as they are afterwards. */
export function changedIn(commit: ExecCommit): readonly Approval[] {
  return commit.changes.flatMap((change) => ("approval" in change ? [change.approval] : []));
}

/** Decides and writes until no other process was in the way. */
export function carryOut<Answer>(
  parts: ExecParts,
  decide: () => Promise<Attempt<Answer, ExecCommit>>,
): Promise<Answer> {
  return decideAndCommit(decide, (commit: ExecCommit) => write(parts, commit));
}
