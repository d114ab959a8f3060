import type { Aliases } from "./aliases.ts";
import { invalid, type Place } from "./errors.ts";
import { readName } from "./names.ts";

/** Tools that do the work of others: they pass a layer only if those do too. */
export const defaultRequires: Readonly<Record<string, readonly string[]>> = Object.freeze({
  apply_patch: ["write", "edit"],
});

const place: Place = { layer: "requires", plain: true };

/** Which tools each tool needs, by canonical names. Throws for what is no name, and for tools that need each other. */
export function requiresTable(
  requires: Readonly<Record<string, readonly string[]>>,
  aliases: Aliases,
): ReadonlyMap<string, readonly string[]> {
  const nameIn = (text: string): string => {
    const name = readName(text);
    if (name === undefined)
      throw invalid(place, String(text), "is not the name of a tool", "Name one tool, no pattern.");
    return aliases.target(name);
  };
  const table = new Map(Object.entries(requires).map(([tool, needs]) => [nameIn(tool), needs.map(nameIn)] as const));
  const check = (tool: string, path: readonly string[]): void => {
    if (path.includes(tool)) throw invalid(place, tool, "needs itself", "Take it out of what it needs.");
    for (const need of table.get(tool) ?? []) check(need, [...path, tool]);
  };
  for (const tool of table.keys()) check(tool, []);
  return table;
}
