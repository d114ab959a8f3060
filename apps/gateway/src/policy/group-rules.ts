import { compileMentions, type GroupRules } from "@moltbot/access";
import { compileAllowlist, stableSources } from "@moltbot/allowlist-match";
import { type Config, channelSettings, type GroupSettings } from "@moltbot/config";
import type { Policy } from "./policy.ts";

// What holds for a group when the file says nothing about groups: speak only when spoken to.
const unwritten: GroupSettings = { enabled: true, requireMention: true, mentionPatterns: [], deniedCommands: [] };

/** The rules of every group, each compiled at its first message; at most as many as the file names, and one for the rest. */
export function createGroupRules(config: Config): Policy["groupRules"] {
  const compiled = new Map<string, GroupRules>();
  return ({ channel, account, id }) => {
    const { groups, dangerouslyAllowNameMatching: byName } = channelSettings(config, channel, account);
    const entry = groups === undefined ? undefined : Object.hasOwn(groups, id) ? id : "*";
    const key = JSON.stringify([channel, account, entry ?? null]);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const own = entry === undefined ? unwritten : Object.hasOwn(groups ?? {}, entry) ? groups?.[entry] : undefined;
    const rules = compile(config, { channel, byName, listed: own !== undefined, own: own ?? unwritten });
    compiled.set(key, rules);
    return rules;
  };
}

function compile(
  config: Config,
  { channel, byName, listed, own }: { channel: string; byName: boolean; listed: boolean; own: GroupSettings },
): GroupRules {
  const strict = { channel, sources: stableSources };
  const { allowFrom, allowedCommands, maxMessagesPerHour } = own;
  return {
    listed,
    enabled: own.enabled,
    requireMention: own.requireMention,
    mentions: compileMentions(own.mentionPatterns),
    owners: compileAllowlist(config.owners ?? [], strict),
    ...(allowFrom && {
      allow: compileAllowlist(allowFrom, byName ? { channel } : strict),
      labels: compileAllowlist(allowFrom, { channel, sources: ["tag", "prefixed-tag"] }),
      claims: compileAllowlist(allowFrom, { channel }),
    }),
    ...(allowedCommands && { allowedCommands }),
    deniedCommands: own.deniedCommands,
    ...(maxMessagesPerHour !== undefined && { maxPerHour: maxMessagesPerHour }),
  };
}
