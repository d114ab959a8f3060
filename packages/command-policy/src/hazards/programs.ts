import { splitKeys } from "./compile-grammar.ts";
import type { Grammar } from "./grammar.ts";
import { gitPrograms } from "./tables/git.ts";
import { managerPrograms } from "./tables/managers.ts";
import { unixPrograms } from "./tables/unix.ts";

let programs: ReadonlyMap<string, Grammar> | undefined;

/** The row of a program, by its base name in lower case. */
export function grammarOf(name: string): Grammar | undefined {
  programs ??= new Map([gitPrograms, ...managerPrograms, ...unixPrograms].flatMap((table) => [...splitKeys(table)]));
  return programs.get(name);
}
