import fc from "fast-check";
import { expect, test } from "vitest";
import { type Gap, gapsAfter, missingFrom, toBlocks } from "../src/audit-blocks.ts";

const numbers = fc
  .uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 40 })
  .map((list) => list.toSorted((a, b) => a - b));
const range = (low: number, high: number): number[] => Array.from({ length: high - low + 1 }, (_, i) => low + i);

test("what is missing from a span and what is there make up the span", () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 20 }), (list, low, more) => {
      const span = { low, high: low + more };
      const missing = missingFrom(span, list).flatMap((each) => range(each.low, each.high));
      expect([...missing, ...list.filter((n) => n >= low && n <= span.high)].toSorted((a, b) => a - b)).toEqual(
        range(low, span.high),
      );
    }),
  );
});

test("blocks hold neighbours only, a thousand at most, and every event once", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3000 }), fc.nat(1000), (steps, seq) => {
      let written = 0;
      const sealed = steps.map((step, i) => {
        written += step === 3 ? 5 : 1;
        return { written, seq: seq + i + 1, hash: `${i}` };
      });
      const blocks = toBlocks(sealed);
      const back = blocks.flatMap((block) =>
        block.hashes.map((hash, i) => ({ written: block.written + i, seq: block.seq + i, hash })),
      );
      expect(back).toEqual(sealed);
      expect(blocks.every(({ hashes }) => hashes.length <= 1000)).toBe(true);
      const splits = sealed.filter(({ written: n }, i) => n !== (sealed[i - 1]?.written ?? n - 1) + 1).length;
      expect(blocks.length).toBeLessThanOrEqual(splits + 1 + Math.floor(sealed.length / 1000));
    }),
    { numRuns: 50 },
  );
});

/** What a database does: transactions that take an id, then numbers, and end in any order, some in failure. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("write" as const), rows: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("end" as const), which: fc.nat(20), fails: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("seal" as const), most: fc.integer({ min: 1, max: 8 }) }) },
);

test("whatever order transactions end in, a sealer sees every event once and forgets every gap", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let [xid, number, high] = [1, 0, 0];
      let open: { readonly id: number; readonly rows: readonly number[] }[] = [];
      let gaps: readonly Omit<Gap, "closed">[] = [];
      const committed = new Set<number>();
      const sealed: number[] = [];
      const seal = (most: number): number => {
        const oldest = Math.min(xid, ...open.map(({ id }) => id));
        const seen = gaps.map((gap) => ({ ...gap, closed: Number(gap.until) <= oldest }));
        const unsealed = [...committed].filter((n) => !sealed.includes(n)).toSorted((a, b) => a - b);
        const late = unsealed.filter((n) => gaps.some((gap) => n >= gap.low && n <= gap.high)).slice(0, most);
        const fresh = unsealed.filter((n) => n > high).slice(0, most - late.length);
        const until = String(xid++);
        const after = gapsAfter(seen, { high, late, fresh, isAll: late.length < most });
        gaps = after?.map((gap) => ({ until, ...gap })) ?? gaps;
        high = fresh.at(-1) ?? high;
        sealed.push(...late, ...fresh);
        return late.length + fresh.length;
      };
      for (const each of steps) {
        if (each.do === "write") {
          open.push({ id: xid++, rows: range(number + 1, number + each.rows) });
          number += each.rows;
        }
        if (each.do === "seal") seal(each.most);
        if (each.do !== "end") continue;
        const one = open[each.which % Math.max(1, open.length)];
        if (one === undefined) continue;
        open = open.filter((other) => other !== one);
        if (!each.fails) for (const n of one.rows) committed.add(n);
      }
      for (const { rows } of open) for (const n of rows) committed.add(n);
      open = [];
      while (seal(8) > 0);
      seal(8);
      expect(sealed.toSorted((a, b) => a - b)).toEqual([...committed].toSorted((a, b) => a - b));
      expect(gaps).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
