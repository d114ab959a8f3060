import type { Aliases } from "./aliases.ts";
import { type Automaton, automaton, type State } from "./automaton.ts";
import type { Entry } from "./entries.ts";

/** Which entries match a tool. */
export interface Matcher<T> {
  /** Numbers of the entries that match a tool by any of its names, ascending. */
  entriesFor(tool: string): readonly number[];
  /** Whether only patterns can match this name: nothing lists it, and it is the tool's only one. */
  isOrdinary(tool: string): boolean;
  /** For ordinary names: what the patterns say. */
  read(name: string): State<T>;
}

/** Names by a map, patterns by one automaton for all of them. */
export function matcher<T>(entries: readonly Entry[], aliases: Aliases): Matcher<T> {
  const listed = new Map<string, number[]>();
  const patterns: Parameters<typeof automaton>[0][number][] = [];
  entries.forEach(({ atoms }, entry) => {
    for (const atom of atoms) {
      if ("steps" in atom) patterns.push({ entry, steps: atom.steps });
      else if (!listed.get(atom.name)?.push(entry)) listed.set(atom.name, [entry]);
    }
  });
  const special = new Set([...aliases.all.keys(), ...[...listed.keys()].map(aliases.target)]);
  const all: Automaton<T> = automaton(patterns);
  return {
    isOrdinary: (tool) => !special.has(tool),
    read: all.read,
    entriesFor(tool) {
      const found = new Set<number>();
      for (const name of aliases.all.get(tool) ?? [tool]) {
        for (const entry of listed.get(name) ?? []) found.add(entry);
        for (const entry of all.read(name).entries) found.add(entry);
      }
      return [...found].sort((a, b) => a - b);
    },
  };
}
