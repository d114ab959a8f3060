import { type CommandPolicy, compileCommandPolicy } from "@moltbot/command-policy";
import { agentSettings, type CommandEntry, type Config, type ExecSettings } from "@moltbot/config";

/** The command policy of any agent under one version of the config, compiled when it is first asked for (SPEC R7.1). */
export function createCommandPolicies(config: Config): (agentId: string) => CommandPolicy {
  const kept = new Map<string, CommandPolicy>();
  return (agentId) => {
    const settings = agentSettings(config, agentId);
    // Whoever is not described runs nothing, and there is no end of such names.
    if (!settings.defined) return compileExec({ ...settings.exec, security: "deny" });
    const policy = kept.get(agentId) ?? compileExec(settings.exec);
    kept.set(agentId, policy);
    return policy;
  };
}

/** Compiles one agent's settings; `more` are entries beside those of the config. */
export function compileExec(exec: ExecSettings, more: readonly CommandEntry[] = []): CommandPolicy {
  return compileCommandPolicy({
    allowlist: [...exec.allowlist, ...more],
    security: exec.security,
    ...(exec.env === undefined ? {} : { env: exec.env }),
  });
}

/** Where the entries of an agent's allowlist stand in the config. */
export function allowlistPath(config: Config, agentId: string): string {
  const list = config.agents?.list ?? {};
  const own = Object.hasOwn(list, agentId) && list[agentId]?.tools?.exec?.allowlist !== undefined;
  return `${own ? agentPath(agentId) : "agents.defaults"}.tools.exec.allowlist`;
}

/** The path of an agent's block. */
export function agentPath(agentId: string): string {
  return /^[\w-]+$/.test(agentId) ? `agents.list.${agentId}` : `agents.list[${JSON.stringify(agentId)}]`;
}
