import { quote } from "../errors.ts";
import type { Layer } from "../types.ts";
import type { ToolContext, ToolLayersConfig } from "./config.ts";
import { groupLayers } from "./groups.ts";
import { listsLayer } from "./make.ts";
import { permissionsLayer } from "./permissions.ts";
import { profileLayer } from "./profiles.ts";
import { providerKeys, providerScope } from "./providers.ts";
import { type Scopes, scopesOf } from "./scope.ts";
import { senderLayer } from "./senders.ts";
import { ownerOnlyLayer, sandboxLayer, subagentLayer } from "./session.ts";

/**
 * The layers that hold for one context, in order (SPEC R6.2, R6.4): profile, provider profile, global, global provider,
 * agent, agent provider, group, sender, permissions, sandbox, owner-only, subagent. Layers that hold without saying
 * anything have an undefined policy. Compile them with `toolPolicyOptions`, or use `toolPolicyFor`.
 *
 * An agent that `agents.list` does not describe may call nothing; `main` and `default` need no description. Throws a
 * {@link ToolPolicyError} for what is ambiguous: two spellings of one setting, two keys for one provider.
 */
export function resolveToolLayers(cfg: ToolLayersConfig, c: ToolContext): Layer[] {
  const scopes = scopesOf(cfg, c.agentId);
  const { global, agent } = scopes;
  const keys = providerKeys(c);
  const globalProvider = providerScope(global, keys, "global provider");
  const agentProvider = providerScope(agent, keys, "agent provider");
  const hasProvider = keys.length > 0;
  return [
    profileLayer("profile", scopes, agent, global),
    ...(hasProvider ? [profileLayer("provider profile", scopes, agentProvider, globalProvider)] : []),
    listsLayer("global", global),
    ...(hasProvider ? [listsLayer("global provider", globalProvider)] : []),
    agentLayer(scopes, c.agentId),
    ...(hasProvider ? [listsLayer("agent provider", agentProvider)] : []),
    ...groupLayers({ block: cfg, path: "" }, scopes, c),
    senderLayer(scopes, c),
    permissionsLayer(scopes, c),
    ...(c.sandboxed ? [sandboxLayer(scopes)] : []),
    ...(c.owner === undefined ? [] : [ownerOnlyLayer(c.owner)]),
    ...(c.subagent ? [subagentLayer(scopes)] : []),
  ];
}

function agentLayer(scopes: Scopes, agentId: string): Layer {
  if (!scopes.isStranger) return listsLayer("agent", scopes.agent);
  const because = `agents.list does not describe an agent ${quote(agentId)}, so it may call nothing.`;
  return { name: "agent", policy: { allow: [] }, source: "agents.list", because };
}
