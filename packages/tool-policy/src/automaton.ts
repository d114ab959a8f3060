import { longestName, shortestSimple, simpleGlyphs } from "./names.ts";
import { type Pattern, program } from "./program.ts";
import { newStates, type Reading } from "./states.ts";

/** All patterns at once: reads each character of a name once, however many patterns and `*` there are. */
export interface Automaton<T> {
  /** `name` must pass `isName`. */
  read(name: string): Reading<T>;
  /** For anything that was called: undefined where `readName` has to look at it first. */
  readSimple(called: string): Reading<T> | undefined;
  /** Number of positions in all patterns. */
  readonly size: number;
  /** Positions looked at so far: at most `size` for each character read, and none where a step is known. */
  work(): number;
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
  const code = program(patterns);
  const { columns, columnByCode } = code;
  const simpleByCode = columnByCode.map((column, at) =>
    simpleGlyphs.includes(String.fromCharCode(at)) ? column : none,
  );
  let states = newStates<T>(code);
  states.numberOf(code.starts);
  /** The state after each state and column; 0: not known yet. */
  let table = new Uint16Array(16 * columns);
  let work = 0;

  function step(from: number, column: number): number {
    const positions = states.all[from]?.positions ?? [];
    work += positions.length;
    const reached = code.advance(positions, column);
    if (states.all.length > mostStates) {
      states = newStates<T>(code);
      states.numberOf(code.starts);
      table = new Uint16Array(16 * columns);
      return states.numberOf(reached);
    }
    const to = states.numberOf(reached);
    if (states.all.length * columns > table.length) table = doubled(table);
    table[from * columns + column] = to;
    return to;
  }

  function read(name: string, columnOf: Uint8Array): Reading<T> | undefined {
    let at = start;
    for (let i = 0; i < name.length; i += 1) {
      const column = columnOf[name.charCodeAt(i)] ?? none;
      if (column === none) return undefined;
      at = table[at * columns + column] || step(at, column);
    }
    return states.all[at]?.reading;
  }

  return {
    size: code.size,
    work: () => work,
    read: (name) => read(name, columnByCode) ?? { entries: [], memo: undefined },
    readSimple(called) {
      const isFit = called.length >= shortestSimple && called.length <= longestName;
      return isFit ? read(called, simpleByCode) : undefined;
    },
  };
}

function doubled(table: Uint16Array): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(2 * table.length);
  larger.set(table);
  return larger;
}
