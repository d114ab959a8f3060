import { type Logger, messageOf } from "@moltbot/core";

/**
 * Runs what must happen after a change of the rules, one after the other and each whatever became of those before: none of
 * it decides anything, and what fails is done again by the sweeper.
 */
export async function followRules(log: Logger, steps: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  for (const [what, run] of Object.entries(steps)) {
    try {
      await run();
    } catch (error) {
      log.warn("a step after a changed config failed and will be done later", { step: what, error: messageOf(error) });
    }
  }
}
