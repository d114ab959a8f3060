import { type Entry, type Reader, readEntry } from "./entry.ts";
import type { MatchSource } from "./sources.ts";

/** From the form in which senders compare to the entry as written. */
type Keys = Map<string, string>;

/** A list as sets and maps. Only sources in force are in it. */
export interface Index {
  wildcard: boolean;
  /** Bare ids that compare as they are written: nearly all of a long list, so they cost a set and no more. */
  readonly plain: Set<string>;
  /** Bare ids written in another form, such as phone numbers with spaces. */
  readonly ids: Keys;
  readonly prefixedIds: Keys;
  readonly names: Keys;
  readonly prefixedNames: Keys;
  /** `@x` names a tag or a username, whichever is in force. */
  readonly handles: Keys;
  readonly prefixedHandles: Keys;
  readonly emails: Keys;
  readonly prefixedEmails: Keys;
}

/** Which sources are in force, looked up once. */
export type Enabled = Readonly<Record<MatchSource, boolean>>;

const digits = /^\d{1,32}$/;

/** Reads every entry once. What comes out does not depend on the order of the list. */
export function indexEntries(entries: readonly unknown[], reader: Reader, enabled: Enabled): Index {
  const index = emptyIndex();
  for (const raw of entries) {
    if (!reader.phones && enabled.id && typeof raw === "string" && digits.test(raw)) index.plain.add(raw);
    else addEntry(index, readEntry(raw, reader), enabled);
  }
  return index;
}

function emptyIndex(): Index {
  return {
    wildcard: false,
    plain: new Set(),
    ids: new Map(),
    prefixedIds: new Map(),
    names: new Map(),
    prefixedNames: new Map(),
    handles: new Map(),
    prefixedHandles: new Map(),
    emails: new Map(),
    prefixedEmails: new Map(),
  };
}

function addEntry(index: Index, entry: Entry, enabled: Enabled): void {
  if (entry.kind === "wildcard") index.wildcard ||= enabled.wildcard;
  else if (entry.kind === "id") addId(index, entry, enabled);
  else if (entry.kind === "handle") addHandle(index, entry, enabled);
  else if (entry.kind === "email") addEmail(index, entry, enabled);
}

function addId(index: Index, entry: Extract<Entry, { kind: "id" }>, enabled: Enabled): void {
  const { key, text, prefixed, name } = entry;
  if (prefixed) {
    if (enabled["prefixed-id"]) put(index.prefixedIds, key, text);
    if (name !== undefined && enabled["prefixed-name"]) put(index.prefixedNames, name, text);
    return;
  }
  if (enabled.id) putId(index, key, text);
  if (name !== undefined && enabled.name) put(index.names, name, text);
}

function addHandle(index: Index, entry: Extract<Entry, { kind: "handle" }>, enabled: Enabled): void {
  const { key, text, prefixed } = entry;
  if (prefixed) {
    if (enabled["prefixed-tag"] || enabled["prefixed-user"]) put(index.prefixedHandles, key, text);
  } else if (enabled.tag || enabled.username) {
    put(index.handles, key, text);
  }
}

function addEmail(index: Index, entry: Extract<Entry, { kind: "email" }>, enabled: Enabled): void {
  const { key, id, text, prefixed } = entry;
  if (prefixed) {
    if (enabled["prefixed-id"]) put(index.prefixedIds, id, text);
    if (enabled["prefixed-user"]) put(index.prefixedEmails, key, text);
    return;
  }
  if (enabled.id) putId(index, id, text);
  if (enabled.username) put(index.emails, key, text);
}

function putId(index: Index, key: string, text: string): void {
  if (key === text) index.plain.add(key);
  else put(index.ids, key, text);
}

// Two spellings of one key: the smaller text answers, so that order plays no part.
function put(keys: Keys, key: string, text: string): void {
  const earlier = keys.get(key);
  if (earlier === undefined || text < earlier) keys.set(key, text);
}
