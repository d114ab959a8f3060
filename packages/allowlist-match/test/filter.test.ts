import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFilter } from "../src/filter.ts";
import { fold } from "../src/text.ts";

const accents = fc.constantFrom(
  "a",
  "E",
  "e\u0301",
  "\u00e9",
  "Z",
  "1",
  " ",
  "o\u0302\u0323",
  "\u1ed9",
  "-",
  "n\u0303",
);
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(accents).map((parts) => parts.join("")),
  fc.string(),
);

describe("The filter in front of the labels", () => {
  test("never hides a text whose folded form is a key [R2.4] [R2.6]", () => {
    fc.assert(
      fc.property(texts, fc.array(texts), fc.constantFrom("", "@"), (text, others, mark) => {
        const key = fold(text);
        if (key === undefined) return;
        const keys = [key, ...others.map(fold).filter((other) => other !== undefined)];
        expect(createFilter([new Set(keys)]).mayHold(mark + text, mark.length)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("hides most texts that are no key", () => {
    const filter = createFilter([new Set(Array.from({ length: 1000 }, (_, n) => `name ${n}`))]);
    const passed = Array.from({ length: 1000 }, (_, n) => `somebody ${n}`).filter((text) => filter.mayHold(text));
    expect(passed.length).toBeLessThan(200);
  });
});
