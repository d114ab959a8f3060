import { canonicalJson } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("canonicalJson", () => {
  test("sorts keys at every depth and leaves undefined out", () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined, "": null })).toBe('{"":null,"b":[{"c":2,"d":1}]}');
  });

  test("means the same as JSON, whatever order the keys came in", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test("different data never reads alike", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const isSame = canonicalJson(JSON.parse(JSON.stringify(a))) === canonicalJson(JSON.parse(JSON.stringify(b)));
        if (isSame) expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)));
      }),
    );
  });

  test("refuses what JSON would drop or bend", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, Symbol("s"), new Date(0), new Map()]) {
      expect(() => canonicalJson({ value })).toThrow(TypeError);
    }
  });

  test("a key named like a part of every object is only a key", () => {
    expect(canonicalJson(JSON.parse('{"__proto__":1,"constructor":2}'))).toBe('{"__proto__":1,"constructor":2}');
  });
});

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}
