import { agentIds, agentSettings, type Config } from "@moltbot/config";
import { allowlistPath, compileExec } from "./command-policies.ts";
import type { Findings } from "./findings.ts";

/** Compiles every agent's allowlist: entries whose examples do not hold are problems, dead and risky ones warnings. */
export function checkCommands(config: Config, findings: Findings): void {
  const seen = new Set<string>();
  for (const id of agentIds(config)) {
    const base = allowlistPath(config, id);
    if (seen.has(base)) continue;
    seen.add(base);
    const { exec } = agentSettings(config, id);
    compileExec(exec).entries.forEach(({ entry, status, reason = "", fault }, index) => {
      const path = `${base}[${index}]`;
      const message = `"${entry}": ${sentence(reason)}`;
      if (fault === "examples") findings.problem({ path, message });
      else if (status === "dead") findings.warning("dead-command", { path, message: `${message} (allows nothing)` });
      else if (status === "risky") findings.warning("risky-command", { path, message });
    });
  }
}

/** A finding has no full stop. */
function sentence(text: string): string {
  return text.replace(/\.$/, "");
}
