import type { Config } from "@moltbot/config";
import { MoltbotError } from "@moltbot/core";
import { checkCommands } from "./check-commands.ts";
import { checkGroups } from "./check-groups.ts";
import { checkTools } from "./check-tools.ts";
import { createFindings, type PolicyFindings } from "./findings.ts";

/**
 * Compiles every policy about tools, commands and groups that a config writes down, and says what is wrong with it (SPEC R0.3).
 * Lines need the very object that `parseConfig` returned.
 */
export function checkPolicies(config: Config): PolicyFindings {
  const findings = createFindings(config);
  checkTools(config, findings);
  checkCommands(config, findings);
  checkGroups(config, findings);
  return findings.done();
}

/**
 * Throws for a config under which no tool or command could be decided about (SPEC R0.3).
 * @throws MoltbotError `invalid`, with every problem in `data.problems`
 */
export function refuseUnusable(config: Config): void {
  const { problems } = checkPolicies(config);
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
  throw new MoltbotError("invalid", `the config can't work: ${first.path}: ${first.message}${more}`, {
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    data: { problems },
  });
}
