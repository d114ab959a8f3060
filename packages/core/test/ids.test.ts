import { type IdPrefix, isId, newCode, newId, newToken, systemRandom } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const prefixes: readonly IdPrefix[] = ["pair", "exec", "dev", "sess", "msg", "gw", "evt", "job", "grant"];
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe("newId", () => {
  test("ids sort by their time", () => {
    fc.assert(
      fc.property(time, time, fc.nat(), (a, b, seed) => {
        const random = createSeededRandom(seed);
        const [first, second] = [newId("pair", { now: a, random }), newId("pair", { now: b, random })];
        if (a < b) expect(first < second).toBe(true);
        if (a > b) expect(first > second).toBe(true);
      }),
    );
  });

  test("an id is recognised whole, by its own prefix only, and never when a character is missing or added", () => {
    fc.assert(
      fc.property(time, fc.constantFrom(...prefixes), fc.constantFrom(...prefixes), (now, prefix, other) => {
        const id = newId(prefix, { now, random: systemRandom });
        expect(isId(id)).toBe(true);
        expect(isId(id, prefix)).toBe(true);
        expect(isId(id, other)).toBe(prefix === other);
        for (const wrong of [id.slice(0, -1), `${id}0`, ` ${id}`, `${id}\n`, id.toUpperCase(), id.replace("_", "-")]) {
          expect(isId(wrong)).toBe(false);
        }
      }),
    );
  });

  test("no two ids of the same millisecond are equal", () => {
    const ids = new Set(Array.from({ length: 10_000 }, () => newId("msg", { now: 1, random: systemRandom })));
    expect(ids.size).toBe(10_000);
  });

  test.each([Number.NaN, -1, 2 ** 48, Number.POSITIVE_INFINITY])("refuses the time %d", (now) => {
    expect(() => newId("pair", { now, random: systemRandom })).toThrow(RangeError);
  });
});

test("isId accepts nothing that only looks like an id", () => {
  fc.assert(fc.property(fc.string(), (text) => !isId(text)));
  expect(isId(`pair_${"i".repeat(26)}`)).toBe(false);
});

test("a code has eight symbols that nobody confuses, and uses all 32 of them", () => {
  const random = createSeededRandom(7);
  const seen = new Set<string>();
  for (let i = 0; i < 500; i++) {
    const code = newCode(random);
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    for (const symbol of code.replace("-", "")) seen.add(symbol);
  }
  expect(seen.size).toBe(32);
});

test("a token carries all its bytes and is safe in an address", () => {
  expect(newToken(systemRandom)).toMatch(/^[\w-]{43}$/);
  expect(newToken(systemRandom, 16)).toMatch(/^[\w-]{22}$/);
});
