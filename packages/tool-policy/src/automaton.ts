import { glyphByCode, glyphs } from "./glyphs.ts";
import type { Step } from "./pattern.ts";

/** Steps of a pattern, and the numbers of the entries it stands for. */
export interface Pattern {
  readonly steps: readonly Step[];
  readonly entries: readonly number[];
}

/** Which entries match a name, and a place for what follows of it; the same object wherever the same entries match. */
export interface Reading<T> {
  /** Ascending, each once. */
  readonly entries: readonly number[];
  memo: T | undefined;
}

/** All patterns at once: reads each character of a name once, however many patterns and `*` there are. */
export interface Automaton<T> {
  /** `name` must pass `isName`. */
  read(name: string): Reading<T>;
  /** Number of positions in all patterns. */
  readonly size: number;
  /** Positions looked at so far: at most `size` for each character read, and none where a state is known. */
  work(): number;
}

interface State<T> {
  readonly positions: readonly number[];
  /** What holds if the name ends here. */
  readonly reading: Reading<T>;
  readonly next: (State<T> | undefined)[];
}

/** Most states that are kept; beyond, all are forgotten and made again when needed. */
export const mostStates = 2_000;

/**
 * A deterministic automaton made while names are read (subset construction). There is nothing to go back to, so no
 * pattern and no name can make it slow: a step costs one lookup, or `size` at most where it is taken for the first time.
 */
export function automaton<T>(patterns: readonly Pattern[]): Automaton<T> {
  const steps = patterns.flatMap((pattern) => pattern.steps);
  const owners = patterns.flatMap((pattern) => pattern.steps.map(() => pattern));
  const starts = patterns.map((_, at) => patterns.slice(0, at).reduce((sum, one) => sum + one.steps.length, 0));
  const columns = columnsOf(steps);
  let states = new Map<string, State<T>>();
  let readings = new Map<string, Reading<T>>();
  let start: State<T> | undefined;
  let work = 0;

  function stateAt(positions: readonly number[]): State<T> {
    const key = positions.join();
    const known = states.get(key);
    if (known !== undefined) return known;
    if (states.size >= mostStates) {
      states = new Map();
      readings = new Map();
      start = undefined;
    }
    const made = { positions, reading: readingAt(positions), next: new Array(columns.count).fill(undefined) };
    states.set(key, made);
    return made;
  }

  function readingAt(positions: readonly number[]): Reading<T> {
    const ended = positions.filter((at) => steps[at]?.set === undefined).flatMap((at) => owners[at]?.entries ?? []);
    const entries = [...new Set(ended)].sort((a, b) => a - b);
    const key = entries.join();
    const reading = readings.get(key) ?? { entries, memo: undefined };
    readings.set(key, reading);
    return reading;
  }

  /** Positions stay in order, so a position that is reached twice is reached twice in a row. */
  function step(from: State<T>, glyph: number, column: number): State<T> {
    const reached: number[] = [];
    work += from.positions.length;
    for (const at of from.positions) {
      const one = steps[at];
      if (one?.run && reached.at(-1) !== at) reached.push(at);
      if (one?.set?.has(glyph)) reached.push(at + 1);
    }
    const to = stateAt(reached);
    from.next[column] = to;
    return to;
  }

  return {
    size: steps.length,
    work: () => work,
    read(name) {
      let at = start ?? stateAt(starts);
      start = at;
      for (let i = 0; i < name.length; i += 1) {
        const glyph = glyphByCode[name.charCodeAt(i)] ?? 0;
        const column = columns.of[glyph] ?? 0;
        at = at.next[column] ?? step(at, glyph, column);
      }
      return at.reading;
    },
  };
}

/** Characters that no pattern tells apart share a column, so that fewer steps are new. */
function columnsOf(steps: readonly Step[]): { readonly of: Uint8Array; readonly count: number } {
  const of = new Uint8Array(glyphs.length);
  let count = 1;
  for (const set of new Set(steps.map((step) => step.set))) {
    if (set === undefined) continue;
    const split = new Map<number, number>();
    const sizes = new Map<number, number>();
    for (const column of of) sizes.set(column, (sizes.get(column) ?? 0) + 1);
    for (const glyph of set) {
      const column = of[glyph] ?? 0;
      split.set(column, (split.get(column) ?? 0) + 1);
    }
    for (const [column, inside] of split) {
      if (inside === sizes.get(column)) continue;
      for (const glyph of set) if (of[glyph] === column) of[glyph] = count;
      count += 1;
    }
  }
  return { of, count };
}
