import type { ChannelConfig, Config } from "../schema/config.ts";
import { type GroupSettings, joinGroups } from "./groups.ts";

/** Who gets through by direct message (SPEC R1.2). */
export type DmPolicy = "pairing" | "allowlist" | "open" | "disabled";

/** The rules of one account of a channel, complete: account over channel over `"*"` over built-in (lists replace). */
export interface ChannelSettings {
  readonly channel: string;
  readonly account: string;
  readonly dmPolicy: DmPolicy;
  readonly allowFrom: readonly string[];
  readonly dangerouslyAllowNameMatching: boolean;
  /** Rules by group id and `"*"`, each complete; undefined: groups are not restricted to a list. */
  readonly groups?: Readonly<Record<string, GroupSettings>>;
}

type Account = NonNullable<ChannelConfig["accounts"]>[string];

/** The layers that apply to an account, weakest first. Own keys only, so that no name reaches a prototype. */
export function channelLayers(
  config: Config,
  channel: string,
  account: string,
): readonly (ChannelConfig | Account | undefined)[] {
  const own = ownEntry(config.channels, channel);
  return [ownEntry(config.channels, "*"), channel === "*" ? undefined : own, ownEntry(own?.accounts, account)];
}

/** The value under an own key of a record, or undefined. */
export function ownEntry<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * The rules that hold for a channel and account, whether or not the file names them (SPEC R1.2): an unknown channel
 * gets the defaults, and the default policy is `pairing`.
 */
export function channelSettings(config: Config, channel: string, account = "default"): ChannelSettings {
  const layers = channelLayers(config, channel, account);
  const groups = joinGroups(layers.map((layer) => layer?.groups));
  return {
    channel,
    account,
    dmPolicy: layers.findLast((layer) => layer?.dmPolicy !== undefined)?.dmPolicy ?? "pairing",
    allowFrom: layers.findLast((layer) => layer?.allowFrom !== undefined)?.allowFrom ?? [],
    dangerouslyAllowNameMatching:
      layers.findLast((layer) => layer?.dangerouslyAllowNameMatching !== undefined)?.dangerouslyAllowNameMatching ??
      false,
    ...(groups && { groups }),
  };
}
