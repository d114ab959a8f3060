import {
  agentIds,
  agentSettings,
  type Config,
  channelSettings,
  deviceSettings,
  gatewaySettings,
  loggingSettings,
  messageSettings,
  pairingSettings,
  storageSettings,
} from "@moltbot/config";

/** Plain data by key. */
export type Tree = { readonly [key: string]: unknown };

/**
 * The config as it is in force: what the file says over what holds when it says nothing. Secrets show as `***`.
 * `channel` is shown even when the file does not name it: the defaults hold for it, too.
 */
export function effectiveConfig(config: Config, channel?: string): Tree {
  const storage = storageSettings(config);
  const channels = new Set(Object.keys(config.channels ?? {}));
  if (channel !== undefined) channels.add(channel);
  const tree: Tree = {
    ...config,
    channels: Object.fromEntries([...channels].map((name) => [name, channelTree(config, name)])),
    pairing: { ...pairingSettings(config), ...config.pairing },
    devices: { ...deviceSettings(config), ...config.devices },
    agents: { ...config.agents, list: Object.fromEntries(agentIds(config).map((id) => [id, agentTree(config, id)])) },
    messages: { ...messageSettings(config), ...config.messages },
    gateway: { ...gatewaySettings(config), ...config.gateway },
    database: { ...storage.database, ...config.database },
    redis: { ...storage.redis, ...config.redis },
    logging: { ...loggingSettings(config), ...config.logging },
  };
  // Through JSON, which every secret survives as *** only.
  return JSON.parse(JSON.stringify(tree)) as Tree;
}

function channelTree(config: Config, name: string): Tree {
  const { channel: _channel, account: _account, ...settings } = channelSettings(config, name);
  const own = config.channels !== undefined && Object.hasOwn(config.channels, name) ? config.channels[name] : undefined;
  return { ...own, ...settings };
}

function agentTree(config: Config, name: string): Tree {
  const { id: _id, defined: _defined, tools: _tools, exec, elevated, ...settings } = agentSettings(config, name);
  const list = config.agents?.list;
  const own = list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined;
  return { ...own, ...settings, tools: { ...own?.tools, exec, elevated } };
}

/** A key that leads nowhere, and the keys that there are at that place. */
export interface Dangling {
  readonly at: readonly string[];
  readonly keys: readonly string[];
}

/** What stands at `path`. */
export function lookUp(tree: Tree, path: readonly string[]): { readonly value: unknown } | Dangling {
  let here: unknown = tree;
  for (const [index, key] of path.entries()) {
    const keys = typeof here === "object" && here !== null ? Object.keys(here) : [];
    if (!keys.includes(key)) return { at: path.slice(0, index + 1), keys };
    here = (here as Tree)[key];
  }
  return { value: here };
}

/** `channels.telegram.groups["-100.5"].requireMention` as a list of keys; keys with dots or brackets are quoted. */
export function readPath(text: string): readonly string[] | undefined {
  const parts = [...text.matchAll(/(?:^|\.)([^.[\]"]+)|\[("(?:[^"\\]|\\.)*"|\d+)\]/gy)];
  if (parts.map(([whole]) => whole).join("") !== text || parts.length === 0) return undefined;
  try {
    return parts.map(([, plain, quoted]) => plain ?? String(JSON.parse(quoted ?? '""')));
  } catch {
    return undefined;
  }
}
