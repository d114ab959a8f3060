import { type Clock, type Logger, messageOf } from "@moltbot/core";
import type { Policy } from "../../policy/policy.ts";
import { readExecPayload } from "../approvals/payload.ts";
import type { ExecApprovals } from "../exec-approvals.ts";
import { type MayRunParts, mayRun } from "./may-run.ts";

/** What looks again at questions that wait. */
export interface ReconsiderParts extends MayRunParts {
  readonly policy: () => Policy;
  readonly approvals: Pick<ExecApprovals, "pending" | "withdraw">;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Ends every question about a command that would not run any more, whatever the answer (SPEC R9.7). A yes that comes
 * before the look is no danger: what is approved is asked again just before it runs.
 */
export async function reconsider(d: ReconsiderParts): Promise<void> {
  for (const waiting of await d.approvals.pending()) {
    const asked = readExecPayload(waiting);
    const who = waiting.requester;
    if (asked === undefined || who === undefined) continue;
    try {
      const verdict = await mayRun(d, d.policy(), { who, asked, now: d.clock.now() });
      if (typeof verdict === "string") await d.approvals.withdraw(waiting.id, "policy");
    } catch (error) {
      // The place it would run in does not answer: then it does not run either.
      d.log.warn("a question about a command could not be looked at again", {
        id: waiting.id,
        error: messageOf(error),
      });
    }
  }
}
