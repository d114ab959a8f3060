import { invalid, type Place } from "./errors.ts";
import { trimBlanks } from "./names.ts";
import { type Atom, readPattern } from "./pattern.ts";

/** Named lists of tools, as `group:fs` in any list (SPEC R6.3). */
export const defaultGroups: Readonly<Record<string, readonly string[]>> = Object.freeze({
  memory: ["memory_search", "memory_get"],
  web: ["web_search", "web_fetch"],
  fs: ["read", "write", "edit", "apply_patch"],
  runtime: ["exec", "process"],
  sessions: ["sessions_list", "sessions_history", "sessions_send", "sessions_spawn", "session_status"],
  ui: ["browser", "canvas"],
  automation: ["automations", "gateway"],
  messaging: ["message"],
  nodes: ["nodes"],
  moltbot: [
    ...["browser", "canvas", "nodes", "automations", "message", "gateway", "agents_list", "image"],
    ...["sessions_list", "sessions_history", "sessions_send", "sessions_spawn", "session_status"],
    ...["memory_search", "memory_get", "web_search", "web_fetch"],
  ],
});

/** What a group holds, and what in it names nothing. */
export interface GroupContent {
  readonly atoms: readonly Atom[];
  readonly missing: readonly string[];
}

/** Looks up `group:x`, in any case. Undefined: there is no such group. */
export type Groups = (reference: string) => GroupContent | undefined;

const prefix = "group:";

/** Whether an entry refers to a group. */
export function isGroupReference(text: string): boolean {
  return text.toLowerCase().startsWith(prefix);
}

const keyOf = (text: string): string => {
  const key = trimBlanks(text).toLowerCase();
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
};

/** Joins the built-in groups with further ones. Throws for those that cannot be read or contain themselves. */
export function groupTable(extra: Readonly<Record<string, string | readonly string[]>> = {}): Groups {
  const lists = new Map<string, unknown>(Object.entries(defaultGroups));
  const own = new Set<string>();
  for (const [name, list] of Object.entries(extra)) {
    const key = keyOf(name);
    const twice = own.has(key);
    if (twice || key === "") throw invalid(placeOf(key), name, twice ? "is given twice" : "has no name", "Rename it.");
    own.add(key);
    lists.set(key, list);
  }
  const contents = new Map<string, GroupContent>();
  const open = new Set<string>();
  const content: Groups = (reference) => {
    const key = keyOf(reference);
    const known = contents.get(key);
    if (known !== undefined || !lists.has(key)) return known;
    if (open.has(key)) throw invalid(placeOf(key), undefined, "contains itself", "Take one of the groups out.");
    open.add(key);
    const made = readGroup(lists.get(key), placeOf(key), content);
    open.delete(key);
    contents.set(key, made);
    return made;
  };
  for (const key of own) content(key);
  return content;
}

const placeOf = (key: string): Place => ({ layer: `${prefix}${key}`, plain: true });

function readGroup(list: unknown, place: Place, groups: Groups): GroupContent {
  const entries: unknown = typeof list === "string" ? [list] : list;
  if (!Array.isArray(entries)) throw invalid(place, undefined, "is not a list", "Write a list of tools and patterns.");
  const atoms: Atom[] = [];
  const missing: string[] = [];
  for (const entry of entries as readonly unknown[]) {
    const text = typeof entry === "string" ? trimBlanks(entry) : "";
    if (text.startsWith("!")) throw invalid(place, text, "takes away", "Put the ! into the list that uses the group.");
    const inner = isGroupReference(text) ? groups(text) : { atoms: text ? readPattern(text, place) : [], missing: [] };
    if (inner === undefined || text === "") missing.push(text || `<${entry === null ? "null" : typeof entry}>`);
    atoms.push(...(inner?.atoms ?? []));
    missing.push(...(inner?.missing ?? []));
  }
  return { atoms, missing };
}
