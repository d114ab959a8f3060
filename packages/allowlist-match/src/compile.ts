import { type Reader, readerFor } from "./entry.ts";
import { type Enabled, type Index, indexEntries } from "./index-entries.ts";
import { idMatcher } from "./match-ids.ts";
import { labelMatcher } from "./match-labels.ts";
import { reportEntries } from "./report.ts";
import { allSources, type MatchSource } from "./sources.ts";
import { isPrincipalId } from "./text.ts";
import type { AllowlistMatch, CompiledAllowlist, EntryReport } from "./types.ts";

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
  const enabled = enable(o.sources ?? allSources, reader.channel);
  const index = indexEntries(list, reader, enabled);
  const match = matcher(index, reader);
  let reports: readonly EntryReport[] | undefined;
  return {
    match,
    get entries() {
      reports ??= reportEntries(list, reader, enabled);
      return reports;
    },
  };
}

function enable(sources: readonly MatchSource[], channel: string): Enabled {
  const on = new Set(sources);
  // On Matrix a username is the local part of an id, and anyone can have it on a server of their own.
  const usernames = channel !== "matrix";
  return {
    wildcard: on.has("wildcard"),
    id: on.has("id"),
    "prefixed-id": on.has("prefixed-id"),
    name: on.has("name"),
    "prefixed-name": on.has("prefixed-name"),
    tag: on.has("tag"),
    "prefixed-tag": on.has("prefixed-tag"),
    username: usernames && on.has("username"),
    "prefixed-user": usernames && on.has("prefixed-user"),
  };
}

function matcher(index: Index, reader: Reader): CompiledAllowlist["match"] {
  const byId = idMatcher(index, reader);
  const byLabel = labelMatcher(index);
  return (target) => {
    if (typeof target.id !== "string") return nobody;
    if (index.wildcard) return isPrincipalId(target.id) ? everybody : nobody;
    return byId(target) ?? byLabel?.(target) ?? nobody;
  };
}
