import { type Config, channelSettings } from "@moltbot/config";
import type { Principal } from "@moltbot/core";
import { channelPath, layered } from "../persons/access-place.ts";
import { placeOf, type RulePlace } from "../policy/rule-place.ts";
import type { Scene } from "./verdict.ts";

/** The entry of `groups` that holds for a group: its id, or `*`. */
export function groupPath(config: Config, who: Principal, group: string): string {
  const { groups } = channelSettings(config, who.channel, who.account);
  const key = groups !== undefined && !Object.hasOwn(groups, group) && Object.hasOwn(groups, "*") ? "*" : group;
  return `${channelPath(who)}.groups[${JSON.stringify(key)}]`;
}

/** The id of a group as the config names it: a group that moved keeps the rules of the id that it had before. */
export function ruledAs({ policy, message }: Pick<Scene, "policy" | "message">): string {
  return policy.ruledAs(message.conversation);
}

/** Where a rule of a group stands: the group's own before that of `*`. */
export function groupPlace(
  config: Config,
  who: Principal,
  { group, key }: { group: string; key: string },
): RulePlace | undefined {
  for (const entry of [group, "*"]) {
    const path = `groups[${JSON.stringify(entry)}].${key}`;
    const place = layered(config, who, path, (found) => placeOf(config, found));
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Where a setting of the channel stands. */
export function channelPlace(config: Config, who: Principal, key: string): RulePlace | undefined {
  return layered(config, who, key, (path) => placeOf(config, path));
}
