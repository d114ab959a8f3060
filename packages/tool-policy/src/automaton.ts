import { glyphByCode, glyphs } from "./glyphs.ts";
import type { Step } from "./pattern.ts";

/** Where the reading of a name has got to: which entries match what was read so far, and a place for what follows of it. */
export interface State<T> {
  /** Numbers of the entries that match, ascending, each once. */
  readonly entries: readonly number[];
  memo: T | undefined;
}

/** All patterns at once: reads each character of a name once, however many patterns and `*` there are. */
export interface Automaton<T> {
  /** `name` must pass `isName`. */
  read(name: string): State<T>;
  /** Number of positions in all patterns. */
  readonly size: number;
  /** Positions looked at so far: at most `size` for each character read, and none where a state is known. */
  work(): number;
}

interface Node<T> extends State<T> {
  readonly positions: readonly number[];
  readonly next: (Node<T> | undefined)[];
}

/** Most states that are kept; beyond, all are forgotten and made again when needed. */
export const mostStates = 2_000;

/**
 * A deterministic automaton made while names are read (subset construction). There is nothing to go back to, so no
 * pattern and no name can make it slow: a step costs one lookup, or `size` at most where it is taken for the first time.
 */
export function automaton<T>(patterns: readonly { entry: number; steps: readonly Step[] }[]): Automaton<T> {
  const steps: Step[] = [];
  const entryAt: number[] = [];
  const starts: number[] = [];
  for (const pattern of patterns) {
    starts.push(steps.length);
    for (const step of pattern.steps) {
      steps.push(step);
      entryAt.push(pattern.entry);
    }
  }
  let known = new Map<string, Node<T>>();
  let start: Node<T> | undefined;
  let work = 0;

  function node(positions: readonly number[]): Node<T> {
    const key = positions.join();
    const old = known.get(key);
    if (old !== undefined) return old;
    if (known.size >= mostStates) {
      known = new Map();
      start = undefined;
    }
    const ended = positions.filter((at) => steps[at]?.set === undefined).map((at) => entryAt[at] ?? -1);
    const entries = [...new Set(ended)].sort((a, b) => a - b);
    const made: Node<T> = { positions, entries, next: new Array(glyphs.length).fill(undefined), memo: undefined };
    known.set(key, made);
    return made;
  }

  /** Positions stay in order, so a position that is reached twice is reached twice in a row. */
  function step(from: Node<T>, glyph: number): Node<T> {
    const reached: number[] = [];
    work += from.positions.length;
    for (const at of from.positions) {
      const one = steps[at];
      if (one?.run && reached.at(-1) !== at) reached.push(at);
      if (one?.set?.has(glyph)) reached.push(at + 1);
    }
    const to = node(reached);
    from.next[glyph] = to;
    return to;
  }

  return {
    size: steps.length,
    work: () => work,
    read(name) {
      let at = start ?? node(starts);
      start = at;
      for (let i = 0; i < name.length; i += 1) {
        const glyph = glyphByCode[name.charCodeAt(i)] ?? 0;
        at = at.next[glyph] ?? step(at, glyph);
      }
      return at;
    },
  };
}
