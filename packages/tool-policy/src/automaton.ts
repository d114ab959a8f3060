import { glyphByCode, glyphs } from "./glyphs.ts";
import { longestName, shortestSimple, simpleGlyphs } from "./names.ts";
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
  /** For anything that was called: undefined where `readName` has to look at it first. */
  readSimple(called: string): Reading<T> | undefined;
  /** Number of positions in all patterns. */
  readonly size: number;
  /** Positions looked at so far: at most `size` for each character read, and none where a state is known. */
  work(): number;
}

interface State<T> {
  readonly positions: readonly number[];
  /** What holds if the name ends here. */
  readonly reading: Reading<T>;
}

/** In place of a column, for characters that end the reading. */
const none = 255;

/** Number of the state in which nothing was read yet. */
const start = 1;

/** Most states that are kept; beyond, all are forgotten and made again when needed. */
export const mostStates = 2_000;

/**
 * A deterministic automaton made while names are read (subset construction). There is nothing to go back to, so no
 * pattern and no name can make it slow: a step costs one lookup, or `size` at most where it is taken for the first time.
 */
export function automaton<T>(patterns: readonly Pattern[]): Automaton<T> {
  const steps = patterns.flatMap((pattern) => pattern.steps);
  const owners = patterns.flatMap((pattern) => pattern.steps.map(() => pattern));
  const columns = columnsOf(steps);
  const columnByCode = glyphByCode.map((glyph) => columns.of[glyph] ?? 0);
  const simpleByCode = columnByCode.map((column, code) =>
    simpleGlyphs.includes(String.fromCharCode(code)) ? column : none,
  );
  const starts = steps.flatMap((_, at) => (at === 0 || owners[at] !== owners[at - 1] ? [at] : []));
  const unknown: State<T> = { positions: [], reading: { entries: [], memo: undefined } };
  /** The state after each state and column, all in one place; 0: not known yet. */
  let table = new Uint16Array(0);
  let states: State<T>[] = [];
  /** Numbers of states by a hash of their positions. */
  let numbers = new Map<number, number[]>();
  let readings = new Map<string, Reading<T>>();
  let work = 0;

  function forget(): void {
    table = new Uint16Array(16 * columns.count);
    numbers = new Map();
    readings = new Map();
    states = [unknown];
    numberOf(starts);
  }

  function numberOf(positions: readonly number[]): number {
    let hash = 0;
    for (const at of positions) hash = (Math.imul(hash, 31) + at) | 0;
    const known = numbers.get(hash)?.find((number) => isSame(states[number]?.positions, positions));
    if (known !== undefined) return known;
    const made = states.length;
    if ((made + 1) * columns.count > table.length) {
      const larger = new Uint16Array(2 * table.length);
      larger.set(table);
      table = larger;
    }
    states.push({ positions, reading: readingAt(positions) });
    if (!numbers.get(hash)?.push(made)) numbers.set(hash, [made]);
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
  function step(from: number, code: number): number {
    const glyph = glyphByCode[code] ?? 0;
    const positions = states[from]?.positions ?? [];
    const reached: number[] = [];
    let last = -1;
    work += positions.length;
    for (const at of positions) {
      const one = steps[at];
      if (one?.run && last !== at) reached.push(at);
      if (one?.set?.[glyph] !== 1) continue;
      last = at + 1;
      reached.push(last);
    }
    if (states.length >= mostStates) {
      forget();
      return numberOf(reached);
    }
    const to = numberOf(reached);
    table[from * columns.count + (columnByCode[code] ?? 0)] = to;
    return to;
  }

  function read(name: string, columnOf: Uint8Array): Reading<T> | undefined {
    let at = start;
    for (let i = 0; i < name.length; i += 1) {
      const code = name.charCodeAt(i);
      const column = columnOf[code] ?? none;
      if (column === none) return undefined;
      at = table[at * columns.count + column] || step(at, code);
    }
    return states[at]?.reading;
  }

  forget();
  return {
    size: steps.length,
    work: () => work,
    read: (name) => read(name, columnByCode) ?? unknown.reading,
    readSimple(called) {
      const isFit = called.length >= shortestSimple && called.length <= longestName;
      return isFit ? read(called, simpleByCode) : undefined;
    },
  };
}

function isSame(some: readonly number[] | undefined, others: readonly number[]): boolean {
  return some?.length === others.length && some.every((one, at) => one === others[at]);
}

/** Characters that no pattern tells apart share a column, so that fewer steps are new. */
function columnsOf(steps: readonly Step[]): { readonly of: Uint8Array; readonly count: number } {
  const of = new Uint8Array(glyphs.length);
  let count = 1;
  for (const set of new Set(steps.map((step) => step.set))) {
    // Columns with some characters inside the set and some outside are divided.
    const inside = new Map<number, number>();
    of.forEach((column, glyph) => {
      if (set?.[glyph] !== 1) return;
      const isAll = of.every((other, place) => other !== column || set[place] === 1);
      if (!isAll) inside.set(column, inside.get(column) ?? count + inside.size);
    });
    count += inside.size;
    of.forEach((column, glyph) => {
      if (set?.[glyph] === 1) of[glyph] = inside.get(column) ?? column;
    });
  }
  return { of, count };
}
