import { hasUnsafeText, plainText, visibleText } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

// Any UTF-16 at all: lone surrogates included, and often the characters that attacks are made of.
const nasty = fc.constantFrom(
  "\u0000",
  "\u001b[2J",
  "\u202e",
  "\u200b",
  "\ufe0f",
  "\ud800",
  "\udc00",
  "\u{e0041}",
  "\n",
  "👩‍👩‍👧",
  "e\u0301",
);
const anyText = fc
  .array(
    fc.oneof(
      nasty,
      fc.string({ unit: "binary" }),
      fc.string(),
      fc.nat(0xffff).map((n) => String.fromCharCode(n)),
    ),
  )
  .map((parts) => parts.join(""));

describe("plainText", () => {
  test.each([
    ["Ann", "Ann"],
    ["  Ann\r\n\tBee ", "Ann Bee"],
    ["\u001b[31mred\u001b[0m", "[31mred[0m"],
    ["user\u202egpj.exe", "usergpj.exe"],
    ["a\u200bd\u2060m\ufeffin", "admin"],
    ["\u{e0061}\u{e0062}", ""],
    ["\ud83d", ""],
    ["\ud83d\u200b\ude00", ""],
    ["\u2800", ""],
    ["Ngô Thị Ánh", "Ngô Thị Ánh"],
    [`Z${"\u0334".repeat(50)}`, `Z${"\u0334".repeat(4)}`],
  ])("makes %j harmless", (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  test("what is not text is nothing", () => {
    for (const value of [undefined, null, 7, {}, ["a"]]) expect(plainText(value)).toBe("");
  });

  test("is cut by whole characters and says so", () => {
    expect(plainText("😀😀😀", 2)).toBe("😀…");
    expect(plainText("abc", 3)).toBe("abc");
    expect(plainText("abc", 0)).toBe("");
    expect(plainText(`a${"\u200b".repeat(100_000)}b`, 10)).toBe("a…");
  });

  test("never holds an unsafe character or a line break, never exceeds its length, and is stable", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, max) => {
        const plain = plainText(text, max);
        expect(hasUnsafeText(plain)).toBe(false);
        expect(plain).not.toMatch(/[\n\r\t]|\s\s/);
        expect([...plain].length).toBeLessThanOrEqual(max);
        expect(plainText(plain, max)).toBe(plain);
      }),
      { numRuns: 500 },
    );
  });
});

describe("hasUnsafeText", () => {
  test("knows every control, format-only, separator and lone surrogate code point", () => {
    const missed: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const symbol = String.fromCodePoint(code);
      const must = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(symbol);
      const bidi = /\p{Bidi_Control}/u.test(symbol);
      if ((must || bidi) && !hasUnsafeText(symbol)) missed.push(code.toString(16));
    }
    expect(missed).toEqual([]);
  });

  test("leaves names of living languages alone, and answers the same twice", () => {
    for (const name of ["Ngô Thị Ánh", "Zoë", "王小明", "Мария", "أحمد", "नेहा", "אבי", "สมชาย", "😀"]) {
      expect([hasUnsafeText(name), hasUnsafeText(name)]).toEqual([false, false]);
    }
    expect([hasUnsafeText("a\u200b"), hasUnsafeText("a\u200b")]).toEqual([true, true]);
  });
});

describe("visibleText", () => {
  test("shows what is hidden", () => {
    expect(visibleText("rm\u200b -rf \\ \u202e")).toBe("rm\\u{200b} -rf \\\\ \\u{202e}");
  });

  test("is safe, and two texts that differ never look the same", () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(hasUnsafeText(visibleText(a))).toBe(false);
        expect(visibleText(a) === visibleText(b)).toBe(a === b);
      }),
    );
  });
});
