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
  for (const map of maps) {
    const key = keysFor(id, c.channel?.trim()).find((one) => Object.hasOwn(Object(map.block), one));
    if (key !== undefined) return listsLayer(name, child(map, key));
  }
  return { name, policy: undefined };
}

function keysFor(id: string, channel: string | undefined): readonly string[] {
  const typed = channel ? [`channel:${channel}:${id}`, `${channel}:${id}`] : [];
  return id === "" ? ["*"] : [...typed, `id:${id}`, id, "*"];
}

/** A rule that can hold for nobody would leave open what it means to close. */
function refuseNames(map: Scope): void {
  const key = Object.keys(Object(map.block)).find((one) => /^(?:name|username|user|tag|e164|email):|^@/i.test(one));
  if (key === undefined) return;
  const hint = "Write channel:<channel>:<id> or id:<id>; names can be taken by anyone.";
  throw invalid({ layer: name, source: map.path }, key, "is not a stable id", hint);
}
