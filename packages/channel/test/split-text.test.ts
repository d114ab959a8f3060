import { isMoltbotError } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitText } from "../src/index.ts";

const bare = (text: string): string => text.replace(/\s+/g, "");

describe("splitText", () => {
  test("leaves short text alone, and makes nothing of nothing", () => {
    expect(splitText("  hello\n", 20)).toEqual(["  hello\n"]);
    expect(splitText("", 20)).toEqual([]);
    expect(splitText(" \n ".repeat(50), 20)).toEqual([]);
  });

  test("prefers paragraphs, then lines, then words", () => {
    expect(splitText("one two three\n\nfour five six seven", 24)).toEqual(["one two three", "four five six seven"]);
    expect(splitText("one two three\nfour five six seven", 24)).toEqual(["one two three", "four five six seven"]);
    expect(splitText("one two three four five", 16)).toEqual(["one two three", "four five"]);
  });

  test("never cuts a surrogate pair or a family of emoji", () => {
    const family = "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}";
    for (const part of splitText(family.repeat(20), 20)) expect(part.replaceAll(family, "")).toBe("");
    for (const part of splitText("e\u0301".repeat(40), 17)) expect(part.startsWith("\u0301")).toBe(false);
  });

  test("keeps flags in their pairs, however many stand in a row", () => {
    const flag = "\u{1F1E9}\u{1F1EA}";
    for (let limit = 200; limit < 208; limit++) {
      for (const part of splitText(`x${flag.repeat(400)}`, limit)) expect(part.replaceAll(flag, "")).toMatch(/^x?$/);
    }
  });

  test("cuts even a character that is longer than the limit", () => {
    const parts = splitText(`x${"\u0301".repeat(1000)}`, 64);
    expect(parts.join("")).toBe(`x${"\u0301".repeat(1000)}`);
  });

  test("keeps a block of code in one part where it fits", () => {
    const block = "```js\nconst a = 1;\nconst b = 2;\n```";
    const parts = splitText(`${"word ".repeat(20)}\n${block}\nend`, 120);
    expect(parts.some((part) => part.includes(block))).toBe(true);
  });

  test("closes a long block of code and opens it again", () => {
    const lines = Array.from({ length: 60 }, (_, index) => `  line ${index}`);
    const parts = splitText(`\`\`\`py\n${lines.join("\n")}\n\`\`\``, 200);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(part.startsWith("```py\n")).toBe(true);
      expect(part.endsWith("\n```")).toBe(true);
      expect(part.length).toBeLessThanOrEqual(200);
    }
    const inside = parts.map((part) => part.slice("```py\n".length, -"\n```".length));
    expect(inside.join("\n")).toBe(lines.join("\n"));
  });

  test("holds the limit, loses nothing and keeps characters whole, whatever the text is", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("\n", "\n\n", " ", "`", "``", "~~", "\u{1F468}\u200D\u{1F469}", "word word ", "x".repeat(40)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), fc.integer({ min: 16, max: 200 }), (pieces, limit) => {
        const text = pieces.join("").replace(/`{3,}|~{3,}/g, "");
        const parts = splitText(text, limit);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(limit);
          expect(part.trim()).not.toBe("");
          expect(part).not.toMatch(/\p{Surrogate}/u);
        }
        expect(bare(parts.join(""))).toBe(bare(text));
      }),
    );
  });

  test("ends for a character of any length inside a block of code", () => {
    const giant = `e${"\u0301".repeat(3000)}`;
    const parts = splitText(`\`\`\`\n${giant}\n\`\`\``, 64);
    expect(parts.join("").replaceAll(/[^\p{L}\p{M}]/gu, "")).toBe(giant);
  });

  test("takes 10 MB apart, fenced or not", () => {
    expect(splitText("x".repeat(10_000_000), 4096)).toHaveLength(2442);
    expect(splitText(`\`\`\`\n${"a\n".repeat(5_000_000)}`, 4096).length).toBeGreaterThan(2442);
  });

  test("holds the limit and ends, whatever is fenced", () => {
    const line = fc.constantFrom(
      "```",
      "```js",
      "~~~",
      "````",
      "code",
      "  more code",
      "",
      "x".repeat(90),
      "`".repeat(50),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 16, max: 150 }), (lines, limit) => {
        for (const part of splitText(lines.join("\n"), limit)) expect(part.length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test("refuses a limit that leaves no room", () => {
    let thrown: unknown;
    try {
      splitText("x", 3);
    } catch (error) {
      thrown = error;
    }
    expect(isMoltbotError(thrown) && thrown.code).toBe("invalid");
  });
});
