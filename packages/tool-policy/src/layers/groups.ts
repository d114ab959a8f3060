import { invalid } from "../errors.ts";
import type { Layer } from "../types.ts";
import type { ToolContext } from "./config.ts";
import { listsLayer, listsOf } from "./make.ts";
import { child, type Scope, type Scopes } from "./scope.ts";

const name = "group";

/** What the channel, all agents and this agent say about a group; each can only narrow. Nothing outside groups. */
export function groupLayers(cfg: Scope, scopes: Scopes, c: ToolContext): readonly Layer[] {
  const { groupId } = c;
  if (groupId === undefined) return [];
  const found = [
    channelGroup(cfg, c, groupId),
    ...[scopes.global, scopes.agent].map((tools) => ownOrAll(child(tools, "groups"), groupId)),
  ].filter((scope) => scope !== undefined);
  const layers = found.map((scope) => listsLayer(name, scope)).filter(({ policy }) => policy !== undefined);
  return layers.length > 0 ? layers : [{ name, policy: undefined }];
}

function ownOrAll(map: Scope, id: string): Scope | undefined {
  return [id, "*"].map((key) => child(map, key)).find(({ block }) => block !== undefined);
}

/** The group itself before `"*"`; for each, the account before the channel before all channels. */
function channelGroup(cfg: Scope, c: ToolContext, groupId: string): Scope | undefined {
  const channels = child(cfg, "channels");
  const channel = c.channel === undefined ? undefined : child(channels, c.channel);
  const account = channel && c.accountId !== undefined ? child(child(channel, "accounts"), c.accountId) : undefined;
  const maps = [account, channel, child(channels, "*")]
    .filter((scope) => scope !== undefined)
    .map((scope) => child(scope, "groups"));
  for (const key of [groupId, "*"]) {
    for (const map of maps) {
      const scope = policyIn(child(map, key));
      if (scope !== undefined) return scope;
    }
  }
  return undefined;
}

/** The lists stand in `tools` or right in the group. */
function policyIn(group: Scope): Scope | undefined {
  const tools = child(group, "tools");
  const direct = listsOf(group, name);
  if (tools.block === undefined) return direct && group;
  if (direct === undefined) return tools;
  const because = "has lists beside tools";
  throw invalid({ layer: name, source: group.path }, undefined, because, `Move them to ${tools.path}.`);
}
