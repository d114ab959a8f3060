import { splitKeys } from "./compile-grammar.ts";
import type { Grammar } from "./grammar.ts";

let programs: ReadonlyMap<string, Grammar> | undefined;

/** The row of a program, by its base name in lower case; a version behind the name does not matter. */
export function grammarOf(name: string): Grammar | undefined {
  programs ??= splitKeys({});
  return programs.get(name);
}
