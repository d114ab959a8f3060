import type { Layer } from "../types.ts";
import { listsOf } from "./make.ts";
import { child, type Scopes } from "./scope.ts";

/** What sandboxed sessions may call unless `tools.sandbox.tools` says otherwise (SPEC R8.5). */
export const defaultSandboxTools = Object.freeze({
  allow: [
    ...["exec", "process", "read", "write", "edit", "apply_patch"],
    ...["sessions_list", "sessions_history", "sessions_send", "session_status"],
    // They reach nothing on this machine; without them the default permissions would promise too much.
    ...["message", "web_search", "web_fetch", "memory_search", "memory_get"],
  ] as readonly string[],
  deny: ["browser", "canvas", "nodes", "automations", "gateway"] as readonly string[],
});

/** Tools that only owners may call. */
export const ownerOnlyTools: readonly string[] = Object.freeze([
  ...["automations", "gateway", "nodes", "plugins", "terminal", "portal", "screen", "computer", "mobile_ui"],
  ...["conversations_*", "whatsapp_login"],
]);

/** Tools that no subagent may call. */
export const subagentDeniedTools: readonly string[] = Object.freeze([
  ...["sessions_*", "session_status", "agents_list", "subagents", "message", "conversations_*"],
  ...["automations", "gateway", "whatsapp_login", "memory_search", "memory_get"],
]);

/** Each list of its own: the agent's, else the global one, else the built-in one. */
export function sandboxLayer(scopes: Scopes): Layer {
  const name = "sandbox";
  const [agent, global] = policies(name, scopes, "sandbox");
  const pick = (list: "allow" | "deny") => [agent, global].find((one) => one.policy?.[list] !== undefined);
  const [allow, deny] = [pick("allow"), pick("deny")];
  return {
    name,
    policy: {
      allow: allow?.policy?.allow ?? defaultSandboxTools.allow,
      deny: deny?.policy?.deny ?? defaultSandboxTools.deny,
    },
    sources: {
      allow: allow ? `${allow.path}.allow` : "built in",
      deny: deny ? `${deny.path}.deny` : "built in",
    },
    builtIn: [...(allow ? [] : defaultSandboxTools.allow), ...(deny ? [] : defaultSandboxTools.deny)],
  };
}

/** Keeps tools for owners. */
export function ownerOnlyLayer(owner: boolean): Layer {
  const name = "owner-only";
  if (owner) return { name, policy: undefined };
  return { name, policy: { deny: ownerOnlyTools }, sources: { deny: "built in" }, builtIn: ownerOnlyTools };
}

/** Built-in, global and the agent's `deny` together; `allow` of the agent, else the global one. */
export function subagentLayer(scopes: Scopes): Layer {
  const name = "subagent";
  const [agent, global] = policies(name, scopes, "subagents");
  const allow = agent.policy?.allow ? agent : global.policy?.allow ? global : undefined;
  const added = [...(global.policy?.deny ?? []), ...(agent.policy?.deny ?? [])];
  const writers = [global, agent].filter((one) => one.policy?.deny !== undefined).map((one) => `${one.path}.deny`);
  return {
    name,
    policy: {
      ...(allow?.policy?.allow && { allow: allow.policy.allow }),
      deny: [...subagentDeniedTools, ...added],
    },
    sources: {
      ...(allow && { allow: `${allow.path}.allow` }),
      deny: ["built in", ...writers].join(" and "),
    },
    builtIn: subagentDeniedTools,
  };
}

function policies(layer: string, scopes: Scopes, key: "sandbox" | "subagents") {
  const read = (scope: Scopes["agent"]) => {
    const tools = child(child(scope, key), "tools");
    return { policy: listsOf(tools, layer), path: tools.path };
  };
  return [read(scopes.agent), read(scopes.global)] as const;
}
