import type { ChannelConfig } from "../schema/config.ts";

/** The rules of one group, complete (SPEC R5.1, R5.2). */
export interface GroupSettings {
  readonly enabled: boolean;
  readonly requireMention: boolean;
  readonly mentionPatterns: readonly string[];
  /** Absent: every member who is not blocked. */
  readonly allowFrom?: readonly string[];
  /** Absent: all commands. */
  readonly allowedCommands?: readonly string[];
  readonly deniedCommands: readonly string[];
  /** Absent: no cap. */
  readonly maxMessagesPerHour?: number;
  /** A layer that can only narrow. */
  readonly tools?: { readonly allow?: readonly string[]; readonly deny?: readonly string[] };
}

type GroupRules = NonNullable<ChannelConfig["groups"]>[string];
type GroupMap = ChannelConfig["groups"];

/**
 * Joins the group maps of `"*"`, channel and account (weakest first). A group that any of them names is listed; the
 * wildcard counts only from the strongest map, so that a default never opens what a channel closed. Undefined when
 * nobody says anything about groups.
 */
export function joinGroups(layers: readonly GroupMap[]): Readonly<Record<string, GroupSettings>> | undefined {
  const present = layers.filter((layer) => layer !== undefined);
  const strongest = present.at(-1);
  if (strongest === undefined) return undefined;
  const ids = new Set(present.flatMap((layer) => Object.keys(layer)).filter((id) => id !== "*"));
  if (Object.hasOwn(strongest, "*")) ids.add("*");
  const wild = present.map((layer) => own(layer, "*"));
  const joined: [string, GroupSettings][] = [...ids].map((id) => [
    id,
    settle(id === "*" ? wild : [...wild, ...present.map((layer) => own(layer, id))]),
  ]);
  return Object.fromEntries(joined);
}

function own(layer: NonNullable<GroupMap>, id: string): GroupRules | undefined {
  return Object.hasOwn(layer, id) ? layer[id] : undefined;
}

function settle(rules: readonly (GroupRules | undefined)[]): GroupSettings {
  const last = <K extends keyof GroupRules>(key: K): GroupRules[K] =>
    rules.findLast((rule) => rule?.[key] !== undefined)?.[key];
  const allowFrom = last("allowFrom");
  const allowedCommands = last("allowedCommands");
  const cap = last("maxMessagesPerHour");
  const tools = last("tools");
  return {
    enabled: last("enabled") ?? true,
    requireMention: last("requireMention") ?? true,
    mentionPatterns: last("mentionPatterns") ?? [],
    ...(allowFrom && { allowFrom }),
    ...(allowedCommands && { allowedCommands }),
    deniedCommands: last("deniedCommands") ?? [],
    ...(cap !== undefined && { maxMessagesPerHour: cap }),
    ...(tools && { tools: policyOf(tools) }),
  };
}

/** A tool policy without undefined members. */
export function policyOf(policy: { allow?: string[] | undefined; deny?: string[] | undefined }): {
  allow?: readonly string[];
  deny?: readonly string[];
} {
  return { ...(policy.allow && { allow: policy.allow }), ...(policy.deny && { deny: policy.deny }) };
}
