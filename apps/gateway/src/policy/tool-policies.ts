import type { Config } from "@moltbot/config";
import { type CompiledToolPolicy, type ToolContext, type ToolLayersConfig, toolPolicyFor } from "@moltbot/tool-policy";

/** Most compiled policies that are kept: one per kind of session, and with rules by sender one per person. */
const mostKept = 1000;

/** The tool policy of any session under one version of the config, compiled when it is first asked for (SPEC R6.2). */
export function createToolPolicies(config: Config): (session: ToolContext) => CompiledToolPolicy {
  const layers = toolLayersConfig(config);
  const kept = new Map<string, CompiledToolPolicy>();
  return (session) => {
    const key = JSON.stringify(session);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const compiled = toolPolicyFor(layers, session);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, compiled);
    return compiled;
  };
}

/** The config as the tool layers read it: an agent that it does not describe may call nothing, also where it describes none. */
export function toolLayersConfig(config: Config): ToolLayersConfig {
  return { ...config, agents: { ...config.agents, list: config.agents?.list ?? {} } };
}
