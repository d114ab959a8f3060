import { allSources, compileAllowlist, stableSources, type Target } from "@moltbot/allowlist-match";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const words = ["5", "6", "alice", "Alice", "bob", "x", "U0ABC123", "@alice:example.org", "a@b.co", "\u212a", "é", ""];
const numbers = ["+84987654321", "84987654321@s.whatsapp.net", "84987654321:2@s.whatsapp.net", "123@lid"];
const channels = ["telegram", "whatsapp", "slack", "matrix", "imessage"];
const text = fc.oneof(fc.constantFrom(...words, ...numbers), fc.string({ unit: "binary", maxLength: 12 }));
const channel = fc.constantFrom(...channels);
const entry = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 4, arbitrary: text.map((word) => `@${word}`) },
  {
    weight: 6,
    arbitrary: fc.tuple(channel, fc.constantFrom("", "@"), text).map(([c, at, word]) => `${c}:${at}${word}`),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>("*", 5, 5.5, null, {}, [], true, Number.NaN, 2 ** 60) },
);
const entries = fc.array(entry, { maxLength: 8 });
const target = fc.record(
  { id: text, name: text, username: text, tags: fc.array(text, { maxLength: 3 }), phone: text, email: text },
  { requiredKeys: ["id"] },
);
const runs = { numRuns: 5_000 };

describe("every list", () => {
  test("gives the same answer in any order [R2.2]", () => {
    const shuffled = entries.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, channel, target, ([list, other], on, who) => {
        expect(compileAllowlist(other, { channel: on }).match(who)).toEqual(
          compileAllowlist(list, { channel: on }).match(who),
        );
      }),
      runs,
    );
  });

  test("admits nobody more by an entry with another channel's prefix [R2.3]", () => {
    fc.assert(
      fc.property(entries, entry, channel, target, (list, extra, on, who) => {
        const foreign = `discord:${String(extra)}`;
        expect(compileAllowlist([...list, foreign], { channel: on }).match(who)).toEqual(
          compileAllowlist(list, { channel: on }).match(who),
        );
      }),
      runs,
    );
  });

  test("admits nobody less by one more entry", () => {
    fc.assert(
      fc.property(entries, entry, channel, target, (list, extra, on, who) => {
        const before = compileAllowlist(list, { channel: on }).match(who);
        const after = compileAllowlist([...list, extra], { channel: on }).match(who);
        const rank = (match: typeof before) =>
          match.matchSource === undefined ? 99 : allSources.indexOf(match.matchSource);
        expect(rank(after)).toBeLessThanOrEqual(rank(before));
      }),
      runs,
    );
  });

  test("admits with stable sources only whom it admits with all, and by the same entry [R2.5]", () => {
    fc.assert(
      fc.property(entries, channel, target, (list, on, who) => {
        const strict = compileAllowlist(list, { channel: on, sources: stableSources }).match(who);
        if (strict.allowed) expect(compileAllowlist(list, { channel: on }).match(who)).toEqual(strict);
      }),
      runs,
    );
  });

  test("names the entry that admitted, and that entry alone admits too [R2.1]", () => {
    fc.assert(
      fc.property(entries, channel, target, (list, on, who) => {
        const match = compileAllowlist(list, { channel: on }).match(who);
        if (match.allowed) expect(compileAllowlist([match.matchKey], { channel: on }).match(who)).toEqual(match);
      }),
      runs,
    );
  });

  test("survives junk, and reports on every entry", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.string(), (list, who, on) => {
        const compiled = compileAllowlist(list as unknown[], { channel: on });
        compiled.match({ ...(who as object), id: "5" } as Target);
        expect(compiled.entries).toHaveLength(Array.isArray(list) ? list.length : 0);
      }),
      runs,
    );
  });

  test("reports as live only what can admit somebody by id", () => {
    fc.assert(
      fc.property(entries, channel, target, (list, on, who) => {
        const compiled = compileAllowlist(list, { channel: on });
        const { matchKey, matchSource } = compiled.match(who);
        const reported = compiled.entries.find((one) => one.entry === matchKey);
        if (matchSource !== undefined && !stableSources.includes(matchSource)) expect(reported?.status).toBe("mutable");
        for (const one of compiled.entries) {
          if (one.status === "live") expect(stableSources).toContain(one.source);
          else expect(one.reason).toBeTruthy();
        }
      }),
      runs,
    );
  });
});
