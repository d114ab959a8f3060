import { compileAllowlist } from "./compile.ts";
import { textOf } from "./entry.ts";
import type { MatchSource } from "./sources.ts";
import type { AllowlistMatch, CompiledAllowlist, Target } from "./types.ts";

/** The part of a channel's config that says who is allowed. */
export interface ChannelAllow {
  readonly allowFrom?: readonly unknown[];
  readonly accounts?: Readonly<Record<string, { readonly allowFrom?: readonly unknown[] }>>;
}

/** What {@link matchAllowlist} takes. */
export interface MatchAllowlistParams {
  readonly cfg: { readonly channels?: Readonly<Record<string, ChannelAllow>> };
  readonly channel: string;
  readonly accountId?: string | null;
  /** The platform's stable id. */
  readonly targetId: string;
  readonly targetName?: string | null;
  readonly targetTag?: string | null;
  readonly targetUsername?: string | null;
  /** What may match; all nine sources when absent (SPEC R2.5). */
  readonly sources?: readonly MatchSource[];
}

/**
 * Whether the config's `allowFrom` names a sender, and by which entry (SPEC R2.1). The list is that of the account,
 * else of the channel, else of `channels["*"]`: the nearest one that is there counts, even when it is empty. No list
 * allows nobody. Never throws.
 *
 * A list is compiled when it is first seen and kept for as long as the array lives. Replace the array to change it: an
 * array changed in place never admits by an entry that it no longer holds, but may miss new ones.
 */
export function matchAllowlist(p: MatchAllowlistParams): AllowlistMatch {
  const list = listFor(p);
  if (list.length === 0) return nobody;
  const target: Target = {
    id: p.targetId,
    ...(typeof p.targetName === "string" && { name: p.targetName }),
    ...(typeof p.targetUsername === "string" && { username: p.targetUsername }),
    ...(typeof p.targetTag === "string" && { tags: [p.targetTag] }),
  };
  const match = compiled(list, p).list.match(target);
  if (!match.allowed || stillThere(list, match, p)) return match;
  cache.delete(list);
  return compiled(list, p).list.match(target);
}

const nobody: AllowlistMatch = Object.freeze({ allowed: false });
const empty: readonly unknown[] = Object.freeze([]);

interface Cached {
  readonly list: CompiledAllowlist;
  readonly length: number;
  readonly last: unknown;
  /** Where each entry stands, by its text. */
  readonly places: ReadonlyMap<string, number>;
}

const cache = new WeakMap<readonly unknown[], Map<string, Cached>>();

function compiled(list: readonly unknown[], p: MatchAllowlistParams): Cached {
  const key = p.sources === undefined ? p.channel : `\n${p.sources.join(",")}\n${p.channel}`;
  let perList = cache.get(list);
  const known = perList?.get(key);
  if (known !== undefined && known.length === list.length && known.last === list.at(-1)) return known;
  if (perList === undefined || known !== undefined) perList = new Map();
  const fresh = {
    list: compileAllowlist(list, p.sources === undefined ? p : { channel: p.channel, sources: p.sources }),
    length: list.length,
    last: list.at(-1),
    places: new Map(list.map((raw, place) => [textOf(raw) ?? "", place])),
  };
  cache.set(list, perList.set(key, fresh));
  return fresh;
}

function stillThere(list: readonly unknown[], match: AllowlistMatch, p: MatchAllowlistParams): boolean {
  const place = compiled(list, p).places.get(match.matchKey ?? "");
  return place !== undefined && textOf(list[place]) === match.matchKey;
}

function listFor(p: MatchAllowlistParams): readonly unknown[] {
  const channels = own(p.cfg, "channels");
  const channel = own(channels, p.channel);
  const account = typeof p.accountId === "string" ? own(own(channel, "accounts"), p.accountId) : undefined;
  for (const level of [account, channel, own(channels, "*")]) {
    const list = own(level, "allowFrom");
    if (list !== undefined) return Array.isArray(list) ? list : empty;
  }
  return empty;
}

// Own properties only: a channel or account named `constructor` must find nothing.
function own(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}
