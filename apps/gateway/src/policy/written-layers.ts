import type { Config, ToolsConfig } from "@moltbot/config";
import { type Layer, resolveToolLayers, type ToolContext, type ToolLayersConfig } from "@moltbot/tool-policy";
import { toolLayersConfig } from "./tool-policies.ts";

/** A config, and sessions that between them meet every layer that it writes down. */
export interface Written {
  readonly config: ToolLayersConfig;
  readonly sessions: readonly ToolContext[];
}

/** The layers of `agents.defaults` and of groups. The agents are left out, for theirs can stand in the way. */
export function writtenForAll(config: Config): Written {
  const agentId = "main";
  return {
    config: toolLayersConfig({ channels: config.channels, agents: { defaults: config.agents?.defaults } }),
    sessions: [...sessionsFor(agentId, config.agents?.defaults?.tools), ...groupSessions(config, agentId)],
  };
}

/** The layers of one agent's own block. */
export function writtenForAgent(config: Config, agentId: string): Written {
  const list = config.agents?.list ?? {};
  const own = Object.hasOwn(list, agentId) ? list[agentId]?.tools : undefined;
  return { config: toolLayersConfig(config), sessions: sessionsFor(agentId, own) };
}

/** Every layer of those sessions; what cannot even be put together goes to `refused`. */
export function layersOf({ config, sessions }: Written, refused: (error: unknown) => void): readonly Layer[] {
  const found: Layer[] = [];
  for (const session of sessions) {
    try {
      found.push(...resolveToolLayers(config, session));
    } catch (error) {
      refused(error);
    }
  }
  return found;
}

function sessionsFor(agentId: string, tools: ToolsConfig | undefined): readonly ToolContext[] {
  return [
    { agentId, sandboxed: true, subagent: true, owner: false },
    ...Object.keys(tools?.byProvider ?? {}).map((key) => ({
      agentId,
      provider: key.split("/")[0],
      ...(key.includes("/") ? { model: key } : {}),
    })),
    ...Object.keys(tools?.groups ?? {}).map((groupId) => ({ agentId, groupId })),
    ...Object.keys(tools?.toolsBySender ?? {}).map((key) => ({ agentId, ...senderOf(key) })),
  ];
}

function senderOf(key: string): Pick<ToolContext, "channel" | "senderId"> {
  if (key === "*") return {};
  const [kind, channel = "", ...id] = key.split(":");
  if (kind === "channel") return { channel, senderId: id.join(":") };
  return { senderId: kind === "id" ? key.slice("id:".length) : key };
}

function groupSessions(config: Config, agentId: string): readonly ToolContext[] {
  return Object.entries(config.channels ?? {}).flatMap(([channel, settings]) => [
    ...Object.keys(settings.groups ?? {}).map((groupId) => ({ agentId, channel, groupId })),
    ...Object.entries(settings.accounts ?? {}).flatMap(([accountId, account]) =>
      Object.keys(account.groups ?? {}).map((groupId) => ({ agentId, channel, accountId, groupId })),
    ),
  ]);
}
