import { type Entry, type Reader, readEntry } from "./entry.ts";
import type { MatchSource } from "./sources.ts";

/** From the form in which senders compare to the entry as written. A bare entry stands before a prefixed one. */
type Keys = Map<string, string>;

/** A list as maps. Only sources in force are in them. */
export interface Index {
  wildcard: boolean;
  /** Bare ids that compare as they are written: nearly all of a long list, so they cost a set and no more. */
  readonly plain: Set<string>;
  /** Prefixed ids, and those written in another form, such as a phone number with spaces. */
  readonly ids: Keys;
  readonly names: Keys;
  /** `@x` names a tag or a username: one map where both are in force in the same way. */
  readonly tags: Keys;
  readonly usernames: Keys;
  /** Apart from usernames, so that a username that looks like an address is not one. */
  readonly emails: Keys;
}

/** Which sources are in force, looked up once. */
export type Enabled = Readonly<Record<MatchSource, boolean>>;

const digits = /^\d{1,32}$/;

/** Reads every entry once. What comes out does not depend on the order of the list. */
export function indexEntries(entries: readonly unknown[], reader: Reader, enabled: Enabled): Index {
  const index = emptyIndex(enabled);
  for (const raw of entries) {
    // Long lists are lists of numbers, and those need no reading. Where senders are phones, they do.
    if (typeof raw === "string" && enabled.id && !reader.phones && digits.test(raw)) index.plain.add(raw);
    else addEntry(index, readEntry(raw, reader), enabled);
  }
  return index;
}

/** Whether an entry found in an index was written with a prefix. Bare entries hold a colon only in MXIDs and JIDs. */
export function isPrefixed(text: string): boolean {
  return text.includes(":") && !/^[@\d]/.test(text);
}

function emptyIndex(enabled: Enabled): Index {
  const usernames: Keys = new Map();
  const alike = enabled.tag === enabled.username && enabled["prefixed-tag"] === enabled["prefixed-user"];
  const tags: Keys = alike ? usernames : new Map();
  return { wildcard: false, plain: new Set(), ids: new Map(), names: new Map(), tags, usernames, emails: new Map() };
}

function addEntry(index: Index, entry: Entry, enabled: Enabled): void {
  if (entry.kind === "wildcard") index.wildcard ||= enabled.wildcard;
  else if (entry.kind === "id") addId(index, entry, enabled);
  else if (entry.kind === "handle") addHandle(index, entry, enabled);
  else if (entry.kind === "email") addEmail(index, entry, enabled);
}

function addId(index: Index, entry: Extract<Entry, { kind: "id" }>, enabled: Enabled): void {
  const { key, text, prefixed, name } = entry;
  if (enabled[prefixed ? "prefixed-id" : "id"]) putId(index, key, text);
  if (name !== undefined && enabled[prefixed ? "prefixed-name" : "name"]) put(index.names, name, text);
}

function addHandle(index: Index, entry: Extract<Entry, { kind: "handle" }>, enabled: Enabled): void {
  const { key, text, prefixed } = entry;
  if (enabled[prefixed ? "prefixed-tag" : "tag"]) put(index.tags, key, text);
  if (enabled[prefixed ? "prefixed-user" : "username"]) put(index.usernames, key, text);
}

function addEmail(index: Index, entry: Extract<Entry, { kind: "email" }>, enabled: Enabled): void {
  const { key, id, text, prefixed } = entry;
  if (enabled[prefixed ? "prefixed-id" : "id"]) putId(index, id, text);
  if (enabled[prefixed ? "prefixed-user" : "username"]) put(index.emails, key, text);
}

function putId(index: Index, key: string, text: string): void {
  if (key === text) index.plain.add(text);
  else put(index.ids, key, text);
}

function put(keys: Keys, key: string, text: string): void {
  const earlier = keys.get(key);
  if (earlier === undefined || outranks(text, earlier)) keys.set(key, text);
}

// Two entries for one key: bare before prefixed (SPEC R2.2), then the smaller text, so that order plays no part.
function outranks(text: string, earlier: string): boolean {
  const prefixed = isPrefixed(text);
  return prefixed === isPrefixed(earlier) ? text < earlier : !prefixed;
}
