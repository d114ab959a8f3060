import type { Program } from "./program.ts";

/** Which entries match a name, and a place for what follows of it; the same object wherever the same entries match. */
export interface Reading<T> {
  /** Ascending, each once. */
  readonly entries: readonly number[];
  memo: T | undefined;
}

/** Where the reading of a name can get to: a set of positions in the patterns. */
interface State<T> {
  readonly positions: readonly number[];
  /** What holds if the name ends here. */
  readonly reading: Reading<T>;
}

/** States that were met so far, by number from 1. */
export interface States<T> {
  readonly all: readonly (State<T> | undefined)[];
  /** The number of the state with these positions, made if need be. */
  numberOf(positions: readonly number[]): number;
}

/** An empty collection of states. */
export function newStates<T>(code: Program): States<T> {
  const all: (State<T> | undefined)[] = [undefined];
  const numbers = new Map<number, number[]>();
  const readings = new Map<string, Reading<T>>();
  return {
    all,
    numberOf(positions) {
      let hash = 0;
      for (const at of positions) hash = (Math.imul(hash, 31) + at) | 0;
      const alike = numbers.get(hash) ?? [];
      for (const number of alike) if (isSame(all[number]?.positions, positions)) return number;
      const entries = code.entriesAt(positions);
      const key = entries.join();
      const reading = readings.get(key) ?? { entries, memo: undefined };
      readings.set(key, reading);
      numbers.set(hash, [...alike, all.length]);
      return all.push({ positions, reading }) - 1;
    },
  };
}

function isSame(some: readonly number[] | undefined, others: readonly number[]): boolean {
  if (some?.length !== others.length) return false;
  for (let at = 0; at < others.length; at += 1) if (some[at] !== others[at]) return false;
  return true;
}
