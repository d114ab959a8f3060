import { type Reader, readerFor } from "./entry.ts";
import { type Enabled, type Index, indexEntries } from "./index-entries.ts";
import { phoneChannelId, readNumber } from "./phone.ts";
import { reportEntries } from "./report.ts";
import { allSources, type MatchSource } from "./sources.ts";
import { fold, isPrincipalId } from "./text.ts";
import type { AllowlistMatch, CompiledAllowlist, EntryReport, Target } from "./types.ts";

const nobody: AllowlistMatch = Object.freeze({ allowed: false });
const everybody: AllowlistMatch = Object.freeze({ allowed: true, matchKey: "*", matchSource: "wildcard" });

/**
 * Compiles a list once, for any number of matches (SPEC R2.1–R2.6). Never throws: entries that are not text or cannot
 * be read match nobody and say so in the report. The list is copied, so later changes to it have no effect.
 *
 * `channel` is the channel the list is for; `sources` narrows what may match, e.g. to `stableSources`.
 */
export function compileAllowlist(
  entries: readonly unknown[],
  o: { channel: string; sources?: readonly MatchSource[] },
): CompiledAllowlist {
  const list = Array.isArray(entries) ? entries.slice() : [];
  const reader = readerFor(o.channel);
  const enabled = enable(o.sources ?? allSources);
  const index = indexEntries(list, reader, enabled);
  const match = reader.phones ? phoneMatcher(index, enabled, reader) : plainMatcher(index, enabled);
  let reports: readonly EntryReport[] | undefined;
  return {
    match,
    get entries() {
      reports ??= reportEntries(list, reader, enabled);
      return reports;
    },
  };
}

function enable(sources: readonly MatchSource[]): Enabled {
  const on = new Set(sources);
  return {
    wildcard: on.has("wildcard"),
    id: on.has("id"),
    "prefixed-id": on.has("prefixed-id"),
    name: on.has("name"),
    "prefixed-name": on.has("prefixed-name"),
    tag: on.has("tag"),
    "prefixed-tag": on.has("prefixed-tag"),
    username: on.has("username"),
    "prefixed-user": on.has("prefixed-user"),
  };
}

function plainMatcher(index: Index, enabled: Enabled): (target: Target) => AllowlistMatch {
  const { plain } = index;
  const rest = index.ids.size + index.prefixedIds.size > 0;
  const labels = labelMatcher(index, enabled);
  return (target) => {
    const { id } = target;
    if (typeof id !== "string") return nobody;
    if (index.wildcard) return isPrincipalId(id) ? everybody : nobody;
    // Entries are never blank, so a blank id is in no index.
    if (plain.has(id)) return { allowed: true, matchKey: id, matchSource: "id" };
    return (rest ? byId(index, id) : undefined) ?? labels?.(target) ?? nobody;
  };
}

function phoneMatcher(index: Index, enabled: Enabled, reader: Reader): (target: Target) => AllowlistMatch {
  const labels = labelMatcher(index, enabled);
  return (target) => {
    if (typeof target.id !== "string") return nobody;
    if (index.wildcard) return isPrincipalId(target.id) ? everybody : nobody;
    if (target.id === "") return nobody;
    const id = phoneChannelId(target.id, reader.addresses);
    // A number that the platform vouches for counts only where the id does not already say another one.
    const phone = id.startsWith("+") || typeof target.phone !== "string" ? undefined : readNumber(target.phone);
    return byNumber(index, id, phone) ?? labels?.(target) ?? nobody;
  };
}

function byNumber(index: Index, id: string, phone: string | undefined): AllowlistMatch | undefined {
  const first = byId(index, id);
  if (first?.matchSource === "id" || phone === undefined) return first;
  const second = byId(index, phone);
  return second?.matchSource === "id" ? second : (first ?? second);
}

function byId(index: Index, id: string): AllowlistMatch | undefined {
  if (index.plain.has(id)) return { allowed: true, matchKey: id, matchSource: "id" };
  return found(index.ids.get(id), "id") ?? found(index.prefixedIds.get(id), "prefixed-id");
}

function found(text: string | undefined, matchSource: MatchSource): AllowlistMatch | undefined {
  return text === undefined ? undefined : { allowed: true, matchKey: text, matchSource };
}

/** The seven sources that a sender can choose; `undefined` when the list holds none of them. */
function labelMatcher(index: Index, enabled: Enabled): ((target: Target) => AllowlistMatch | undefined) | undefined {
  const { names, prefixedNames, handles, prefixedHandles, emails, prefixedEmails } = index;
  const maps = [names, prefixedNames, handles, prefixedHandles, emails, prefixedEmails];
  if (maps.every((keys) => keys.size === 0)) return undefined;
  return (target) => {
    if (!isPrincipalId(target.id)) return undefined;
    return byName(index, target) ?? byTag(index, enabled, target) ?? byUsername(index, enabled, target);
  };
}

function byName(index: Index, target: Target): AllowlistMatch | undefined {
  if (index.names.size + index.prefixedNames.size === 0) return undefined;
  const name = folded(target.name);
  if (name === undefined) return undefined;
  return found(index.names.get(name), "name") ?? found(index.prefixedNames.get(name), "prefixed-name");
}

function byTag(index: Index, enabled: Enabled, target: Target): AllowlistMatch | undefined {
  if (!Array.isArray(target.tags) || index.handles.size + index.prefixedHandles.size === 0) return undefined;
  const tags = target.tags.map(handleOf).filter((tag) => tag !== undefined);
  return (
    (enabled.tag ? smallest(index.handles, tags, "tag") : undefined) ??
    (enabled["prefixed-tag"] ? smallest(index.prefixedHandles, tags, "prefixed-tag") : undefined)
  );
}

function smallest(keys: Map<string, string>, tags: readonly string[], source: MatchSource): AllowlistMatch | undefined {
  const texts = tags.map((tag) => keys.get(tag)).filter((text) => text !== undefined);
  return found(texts.sort()[0], source);
}

function byUsername(index: Index, enabled: Enabled, target: Target): AllowlistMatch | undefined {
  const { handles, prefixedHandles, emails, prefixedEmails } = index;
  const username = handles.size + prefixedHandles.size === 0 ? undefined : handleOf(target.username);
  const email = emails.size + prefixedEmails.size === 0 ? undefined : folded(target.email);
  const bare = (enabled.username ? get(handles, username) : undefined) ?? get(emails, email);
  if (bare !== undefined) return found(bare, "username");
  const prefixed =
    (enabled["prefixed-user"] ? get(prefixedHandles, username) : undefined) ?? get(prefixedEmails, email);
  return found(prefixed, "prefixed-user");
}

function get(keys: Map<string, string>, key: string | undefined): string | undefined {
  return key === undefined ? undefined : keys.get(key);
}

function folded(text: unknown): string | undefined {
  return typeof text === "string" ? fold(text) : undefined;
}

/** Platforms write handles with or without the `@`. */
function handleOf(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  return fold(text.startsWith("@") ? text.slice(1) : text);
}
