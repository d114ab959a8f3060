import { invalid } from "../errors.ts";
import type { Layer } from "../types.ts";
import type { ToolContext } from "./config.ts";
import { listsLayer } from "./make.ts";
import { child, type Scope, type Scopes } from "./scope.ts";

const name = "sender";

/**
 * What `toolsBySender` says about who asks: the agent's map if it knows the sender, else the global one. Only ids
 * count. Without a sender, `"*"` holds.
 */
export function senderLayer(scopes: Scopes, c: ToolContext): Layer {
  const maps = [scopes.agent, scopes.global].map((tools) => child(tools, "toolsBySender"));
  for (const map of maps) refuseNames(map);
  const id = c.senderId?.trim() ?? "";
  const channel = c.channel?.trim().toLowerCase();
  const prefixes = [...(channel ? [`channel:${channel}:`, `${channel}:`] : []), "id:", ""];
  const wanted = id === "" ? ["*"] : [...prefixes.map((prefix) => prefix + id), "*"];
  for (const map of maps) {
    const keys = keysOf(map, prefixes);
    const key = wanted.map((one) => keys.get(one)).find((one) => one !== undefined);
    if (key !== undefined) return listsLayer(name, child(map, key));
  }
  return { name, policy: undefined };
}

/** Keys as written, by the form in which senders compare: prefixes in any case, numbers without blanks, ids exactly. */
function keysOf(map: Scope, prefixes: readonly string[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const key of Object.keys(Object(map.block))) {
    const text = key.trim();
    const prefix = prefixes.find((one) => text.toLowerCase().startsWith(one)) ?? "";
    const id = text.slice(prefix.length);
    const form = prefix + (/^\+[\d ().-]+$/.test(id) ? id.replace(/[ ().-]/g, "") : id);
    if (keys.has(form)) {
      throw invalid({ layer: name, source: map.path }, key, "is there twice, in other letters", "Keep one of them.");
    }
    keys.set(form, key);
  }
  return keys;
}

/** A rule that can hold for nobody would leave open what it means to close. */
function refuseNames(map: Scope): void {
  const key = Object.keys(Object(map.block)).find((one) => /^(?:name|username|user|tag|e164|email):|^@/i.test(one));
  if (key === undefined) return;
  const hint = "Write channel:<channel>:<id> or id:<id>; names can be taken by anyone.";
  throw invalid({ layer: name, source: map.path }, key, "is not a stable id", hint);
}
