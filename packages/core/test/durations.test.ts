import { formatDuration, parseDuration } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const units = [
  ["ms", 1],
  ["s", 1000],
  ["sec", 1000],
  ["second", 1000],
  ["seconds", 1000],
  ["m", 60_000],
  ["min", 60_000],
  ["mins", 60_000],
  ["minutes", 60_000],
  ["h", 3_600_000],
  ["hours", 3_600_000],
  ["d", 86_400_000],
  ["days", 86_400_000],
  ["w", 604_800_000],
  ["week", 604_800_000],
  ["months", 2_592_000_000],
  ["year", 31_536_000_000],
] as const;

describe("parseDuration", () => {
  test.each([
    ["30s", 30_000],
    ["5 min", 300_000],
    ["1 week", 604_800_000],
    ["30 days", 2_592_000_000],
    ["1h 30m", 5_400_000],
    ["1h30m", 5_400_000],
    [" 1.5 h ", 5_400_000],
    ["0s", 0],
  ])("reads %j", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    ["", "1 wek", "7", "-1d", "+1d", "1 week ago", "1h 2hours", "5 mss", "5 hs", "1,5 h", "1e3 s", "1d x", "d", "1 D"],
    ["1h\u202e", "101 years", "1d".repeat(40), "0x10 s", "٣ s", "1 constructor", "1 __proto__"],
  ])("refuses what could mean anything", (...texts) => {
    for (const text of texts) {
      expect(() => parseDuration(text), text).toThrowError(expect.objectContaining({ code: "invalid" }));
    }
  });

  test("reads every unit it names, with and without a space", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.constantFrom(...units), fc.boolean(), (n, [unit, ms], space) => {
        expect(parseDuration(`${n}${space ? " " : ""}${unit}`)).toBe(n * ms);
      }),
    );
  });

  test("either reads a text or refuses it, and never answers with something that is no duration", () => {
    const token = fc.constantFrom("1", "0.5", " ", "h", "s", "ms", "mins", "day", "-", ".", "9".repeat(12), "\n", "é");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(token).map((parts) => parts.join("")),
        ),
        (text) => {
          let ms: number;
          try {
            ms = parseDuration(text);
          } catch (error) {
            expect(error).toMatchObject({ name: "MoltbotError", code: "invalid", hint: expect.any(String) });
            return;
          }
          expect(Number.isSafeInteger(ms) && ms >= 0).toBe(true);
        },
      ),
    );
  });
});

describe("formatDuration", () => {
  test.each([
    [0, "0 s"],
    [999, "0 s"],
    [90_000, "1 min 30 s"],
    [7_500_000, "2 h 5 min"],
    [86_400_000 + 5 * 60_000, "1 d 5 min"],
    [-5, "0 s"],
    [Number.NaN, "0 s"],
    [Number.POSITIVE_INFINITY, "0 s"],
  ])("writes %d", (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });

  test("what it writes reads back as the same duration, up to what it leaves out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 11 }), (ms) => {
        const back = parseDuration(formatDuration(ms));
        expect(back).toBeLessThanOrEqual(ms);
        expect(ms - back).toBeLessThan(Math.max(1000, ms * 0.05));
      }),
    );
  });
});
