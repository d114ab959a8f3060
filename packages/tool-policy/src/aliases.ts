import { invalid, type Place } from "./errors.ts";
import { isName, readName } from "./names.ts";

/** Other names of built-in tools, as older configurations and models write them. */
export const defaultAliases: Readonly<Record<string, string>> = Object.freeze({
  read_file: "read",
  write_file: "write",
  bash: "exec",
  "system.run": "exec",
  "apply-patch": "apply_patch",
  cron: "automations",
});

/** Which names mean which tool. */
export interface Aliases {
  /** The tool that a name means: itself, unless it is an alias. */
  target(name: string): string;
  /** All names of a tool that has several, itself first. */
  readonly all: ReadonlyMap<string, readonly string[]>;
}

const place: Place = { layer: "aliases", plain: true };

/**
 * Joins the built-in aliases with further ones; those win, and one that names
 * itself ends a built-in one. Throws for what is no name, and for aliases in a circle.
 */
export function aliasTable(extra: Readonly<Record<string, string>> = {}): Aliases {
  const direct = new Map(Object.entries(defaultAliases));
  for (const [alias, tool] of Object.entries(extra)) {
    const [from, to] = [nameIn(alias), nameIn(tool)];
    if (from === to) direct.delete(from);
    else direct.set(from, to);
  }
  const final = new Map([...direct.keys()].map((alias) => [alias, follow(direct, alias)]));
  const all = new Map<string, string[]>();
  for (const [alias, tool] of final) {
    const names = all.get(tool) ?? [tool];
    names.push(alias);
    all.set(tool, names);
  }
  return { target: (name) => final.get(name) ?? name, all };
}

function nameIn(text: string): string {
  const name = readName(text);
  if (name !== undefined && isName(name)) return name;
  throw invalid(place, String(text), "is not the name of a tool", "Write letters, digits and _ - . : / @, no pattern.");
}

function follow(direct: ReadonlyMap<string, string>, alias: string): string {
  const seen = new Set<string>();
  let name = alias;
  for (let next = direct.get(name); next !== undefined; next = direct.get(name)) {
    if (seen.has(name)) throw invalid(place, alias, "leads back to itself", "Point the alias to the tool.");
    seen.add(name);
    name = next;
  }
  return name;
}
