import type { Aliases } from "./aliases.ts";
import { type Automaton, automaton } from "./automaton.ts";
import type { Entry } from "./entries.ts";
import type { Step } from "./pattern.ts";

/** Which entries match a tool. */
export interface Matcher<T> {
  /** Numbers of the entries that match a tool by any of its names, ascending. */
  entriesFor(tool: string): readonly number[];
  /** Names that more than patterns decide about: somebody lists them, or they are among several names of a tool, or the tool needs others. */
  readonly special: ReadonlySet<string>;
  /** What the patterns say about a name, and about anything that was called; see `Automaton`. */
  readonly read: Automaton<T>["read"];
  readonly readSimple: Automaton<T>["readSimple"];
}

/** Names by a map, patterns by one automaton for all of them. */
export function matcher<T>(entries: readonly Entry[], aliases: Aliases, needy: Iterable<string>): Matcher<T> {
  const listed = new Map<string, number[]>();
  /** The same pattern may stand in many layers. */
  const patterns = new Map<string, { steps: readonly Step[]; entries: number[] }>();
  entries.forEach(({ atoms }, entry) => {
    for (const atom of atoms) {
      if ("name" in atom) {
        if (!listed.get(atom.name)?.push(entry)) listed.set(atom.name, [entry]);
      } else if (!patterns.get(atom.text)?.entries.push(entry)) {
        patterns.set(atom.text, { steps: atom.steps, entries: [entry] });
      }
    }
  });
  const all: Automaton<T> = automaton([...patterns.values()]);
  return {
    special: new Set([...listed.keys(), ...[...aliases.all.values()].flat(), ...needy]),
    read: all.read,
    readSimple: all.readSimple,
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
