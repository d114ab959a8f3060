import { type Entry, type Reader, readEntry } from "./entry.ts";
import { exampleId, looksLikeId } from "./id-forms.ts";
import type { Enabled } from "./index-entries.ts";
import type { MatchSource } from "./sources.ts";
import { hasInvisible } from "./text.ts";
import type { EntryReport } from "./types.ts";

type Finding = Omit<EntryReport, "index" | "entry">;

/** One report per entry, in list order, for `doctor` and for whoever writes the list (SPEC R2.5). */
export function reportEntries(list: readonly unknown[], reader: Reader, enabled: Enabled): readonly EntryReport[] {
  const seen = new Set<string>();
  const reports: EntryReport[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const entry = readEntry(list[index], reader);
    const finding = seen.has(entry.text)
      ? { status: "dead" as const, reason: "An entry above says the same.", instead: "Remove it." }
      : judgeEntry(entry, reader, enabled);
    if (entry.kind !== "invalid") seen.add(entry.text);
    reports.push({ index, entry: shown(entry.text), ...finding });
  }
  return reports;
}

// Text that cannot be shown faithfully is shown by its code points.
function shown(text: string): string {
  if (!hasInvisible(text)) return text;
  return Array.from(text, (symbol) =>
    hasInvisible(symbol) ? `\\u{${(symbol.codePointAt(0) ?? 0).toString(16)}}` : symbol,
  ).join("");
}

function judgeEntry(entry: Entry, reader: Reader, enabled: Enabled): Finding {
  switch (entry.kind) {
    case "invalid":
      return {
        status: "invalid",
        reason: entry.reason,
        ...(entry.instead !== undefined && { instead: entry.instead }),
      };
    case "foreign":
      return {
        status: "dead",
        reason: `Its prefix is not ${reader.channel}, so it matches nobody here.`,
        instead: `If a sender on this channel is meant, write ${reader.channel}:${entry.rest}.`,
      };
    case "wildcard":
      return inForce("live", "wildcard", enabled);
    case "id":
      return judgeId(entry, reader, enabled);
    case "handle":
      return mutable(handleSource(entry.prefixed, enabled), reader, enabled);
    case "email":
      return mutable(entry.prefixed ? "prefixed-user" : "username", reader, enabled);
  }
}

function judgeId(entry: Extract<Entry, { kind: "id" }>, reader: Reader, enabled: Enabled): Finding {
  const fits = looksLikeId(entry.key, reader.channel);
  if (entry.name !== undefined && fits !== true)
    return mutable(entry.prefixed ? "prefixed-name" : "name", reader, enabled);
  if (fits === false) {
    return { status: "dead", reason: `No sender on ${reader.channel} has such an id.`, instead: writeId(reader) };
  }
  return inForce("live", entry.prefixed ? "prefixed-id" : "id", enabled);
}

function writeId(reader: Reader): string {
  const example = exampleId(reader.channel);
  return example === undefined ? "Write the sender's id." : `Write the sender's id, such as ${example}.`;
}

function inForce(status: "live" | "mutable", source: MatchSource, enabled: Enabled): Finding {
  if (enabled[source]) return { status, source };
  return { status: "dead", reason: `Entries of the kind ${source} do not count here.` };
}

function mutable(source: MatchSource, reader: Reader, enabled: Enabled): Finding {
  const reason = enabled[source]
    ? "Senders choose this themselves, so anyone can match it."
    : "Senders choose this themselves, so it grants nothing here.";
  return { status: "mutable", ...(enabled[source] && { source }), reason, instead: writeId(reader) };
}

function handleSource(prefixed: boolean, enabled: Enabled): MatchSource {
  if (prefixed) return enabled["prefixed-tag"] && !enabled["prefixed-user"] ? "prefixed-tag" : "prefixed-user";
  return enabled.tag && !enabled.username ? "tag" : "username";
}
