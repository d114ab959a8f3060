import { compileToolPolicy } from "../compile.ts";
import type { CompiledToolPolicy, ToolPolicyOptions } from "../types.ts";
import type { ToolContext, ToolLayersConfig } from "./config.ts";
import { resolveToolLayers } from "./resolve.ts";
import { child, type Scope, scopesOf } from "./scope.ts";

/** `tools.toolGroups` and `tools.aliases` of an agent over those of all agents, for `compileToolPolicy`. */
export function toolPolicyOptions(cfg: ToolLayersConfig, agentId: string): ToolPolicyOptions {
  const { global, agent } = scopesOf(cfg, agentId);
  return {
    groups: joined<string | readonly string[]>(global, agent, "toolGroups"),
    aliases: joined<string>(global, agent, "aliases"),
  };
}

/** The compiled policy for one context; keep it for as long as the configuration and the context stay the same. */
export function toolPolicyFor(cfg: ToolLayersConfig, c: ToolContext): CompiledToolPolicy {
  return compileToolPolicy(resolveToolLayers(cfg, c), toolPolicyOptions(cfg, c.agentId));
}

/** Values are checked where they are compiled. */
function joined<T>(global: Scope, agent: Scope, key: string): Readonly<Record<string, T>> {
  const [below, above] = [child(global, key).block, child(agent, key).block];
  return { ...(below as Record<string, T> | undefined), ...(above as Record<string, T> | undefined) };
}
