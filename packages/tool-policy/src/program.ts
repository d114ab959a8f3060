import { type GlyphSet, glyphByCode, glyphs } from "./glyphs.ts";
import type { Step } from "./pattern.ts";

/** Steps of a pattern, and the numbers of the entries it stands for. */
export interface Pattern {
  readonly steps: readonly Step[];
  readonly entries: readonly number[];
}

/** All patterns one after the other; a position is the number of a step. */
export interface Program {
  /** Number of positions. */
  readonly size: number;
  /** Positions before anything was read. */
  readonly starts: readonly number[];
  /** Characters that no pattern tells apart share a column. By the character's code. */
  readonly columnByCode: Uint8Array;
  readonly columns: number;
  /** Positions after one more character; ascending, if those before are. */
  advance(positions: readonly number[], column: number): readonly number[];
  /** Entries whose pattern is at its end, ascending. */
  entriesAt(positions: readonly number[]): readonly number[];
}

/** Lays patterns out in flat tables. */
export function program(patterns: readonly Pattern[]): Program {
  const steps = patterns.flatMap((pattern) => pattern.steps);
  const owners = patterns.flatMap((pattern) => pattern.steps.map(() => pattern));
  const sets = [...new Set(steps.map(({ set }) => set))].filter((set) => set !== undefined);
  const { columnOf, columns } = divide(sets);
  // Row 0 is the end of a pattern: no character leads on from there.
  const members = new Uint8Array((sets.length + 1) * columns);
  sets.forEach((set, at) => {
    columnOf.forEach((column, glyph) => {
      members[(at + 1) * columns + column] = set[glyph] ?? 0;
    });
  });
  const rowOf = new Map(sets.map((set, at) => [set, (at + 1) * columns]));
  const rows = Uint32Array.from(steps, ({ set }) => (set && rowOf.get(set)) ?? 0);
  const runs = Uint8Array.from(steps, ({ run }) => (run ? 1 : 0));
  return {
    size: steps.length,
    starts: steps.flatMap((_, at) => (at === 0 || owners[at] !== owners[at - 1] ? [at] : [])),
    columnByCode: glyphByCode.map((glyph) => columnOf[glyph] ?? 0),
    columns,
    advance(positions, column) {
      const reached: number[] = [];
      let last = -1;
      for (const at of positions) {
        // In ascending order, what is reached twice is reached twice in a row.
        if (runs[at] === 1 && last !== at) reached.push(at);
        if (members[(rows[at] ?? 0) + column] !== 1) continue;
        last = at + 1;
        reached.push(last);
      }
      return reached;
    },
    entriesAt(positions) {
      const ended = positions.filter((at) => rows[at] === 0).flatMap((at) => owners[at]?.entries ?? []);
      return [...new Set(ended)].sort((a, b) => a - b);
    },
  };
}

function divide(sets: readonly GlyphSet[]): { readonly columnOf: Uint8Array; readonly columns: number } {
  const columnOf = new Uint8Array(glyphs.length);
  let columns = 1;
  for (const set of sets) {
    // Columns with characters inside the set and others outside are divided.
    const inside = new Map<number, number>();
    columnOf.forEach((column, glyph) => {
      if (set[glyph] !== 1 || inside.has(column)) return;
      const isWhole = columnOf.every((other, place) => other !== column || set[place] === 1);
      inside.set(column, isWhole ? column : columns);
      if (!isWhole) columns += 1;
    });
    columnOf.forEach((column, glyph) => {
      if (set[glyph] === 1) columnOf[glyph] = inside.get(column) ?? column;
    });
  }
  return { columnOf, columns };
}
