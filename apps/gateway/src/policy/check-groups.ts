import { compileMentions } from "@moltbot/access";
import type { Config } from "@moltbot/config";
import type { Findings } from "./findings.ts";

type Groups = NonNullable<NonNullable<Config["channels"]>[string]["groups"]>;

/** Compiles every mention pattern: one that cannot work fits nothing, and nobody would know why. */
export function checkGroups(config: Config, findings: Findings): void {
  for (const [channel, own] of Object.entries(config.channels ?? {})) {
    checkMap(own.groups, `channels.${channel}.groups`, findings);
    for (const [account, { groups }] of Object.entries(own.accounts ?? {})) {
      checkMap(groups, `channels.${channel}.accounts.${account}.groups`, findings);
    }
  }
}

function checkMap(groups: Groups | undefined, path: string, findings: Findings): void {
  for (const [id, { mentionPatterns = [] }] of Object.entries(groups ?? {})) {
    mentionPatterns.forEach((pattern, index) => {
      const [problem] = compileMentions([pattern]).problems;
      if (problem === undefined) return;
      findings.problem({
        path: `${path}[${JSON.stringify(id)}].mentionPatterns[${index}]`,
        message: `${JSON.stringify(problem.pattern)}: ${problem.reason.replace(/\.$/, "")}`,
        hint: problem.instead,
      });
    });
  }
}
