import { MoltbotError } from "@moltbot/core";

/** One attempt: what to write (absent: nothing), and what to answer once it is written. */
export interface Attempt<Answer, Commit> {
  readonly commit?: Commit;
  readonly answer: Answer;
}

// Each round in which we lose is a round in which somebody else won, so this many others may decide before us.
const mostAttempts = 200;

/**
 * Optimistic concurrency: reads and decides anew until the commit meets no conflict.
 * @throws MoltbotError `conflict` after 200 lost rounds
 */
export async function decideAndCommit<Answer, Commit>(
  decide: () => Promise<Attempt<Answer, Commit>>,
  commit: (commit: Commit) => Promise<{ readonly status: "committed" | "conflict" }>,
): Promise<Answer> {
  for (let round = 0; round < mostAttempts; round++) {
    const attempt = await decide();
    if (attempt.commit === undefined) return attempt.answer;
    const result = await commit(attempt.commit);
    if (result.status === "committed") return attempt.answer;
  }
  throw new MoltbotError("conflict", "Too many others changed the same thing at once", { hint: "Try again." });
}
