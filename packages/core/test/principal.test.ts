import {
  formatPrincipal,
  isChannelName,
  type Principal,
  parseAddress,
  principalKey,
  samePrincipal,
} from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const part = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("a", "b", "a:b", '"', ",", "default", ""));
const principal: fc.Arbitrary<Principal> = fc.record({ channel: part, account: part, id: part });

describe("parseAddress", () => {
  test.each([
    ["telegram:123456789", { channel: "telegram", id: "123456789" }],
    ["whatsapp:+84987654321", { channel: "whatsapp", id: "+84987654321" }],
    ["matrix:@ann:example.org", { channel: "matrix", id: "@ann:example.org" }],
    [" Telegram: 7 ", { channel: "telegram", id: "7" }],
    ["discord:AbC", { channel: "discord", id: "AbC" }],
  ])("reads %j", (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  test.each(["", ":", "telegram", "telegram:", "telegram:  ", ":1", "tele gram:1", "1tele:1", "te\u200blegram:1"])(
    "refuses %j",
    (text) => {
      expect(() => parseAddress(text)).toThrowError(expect.objectContaining({ code: "invalid" }));
    },
  );

  test("refuses ids that a reader could not tell apart, and says so without repeating them", () => {
    for (const id of ["1\u202e2", "1\u0000", "1\u200b", "\ud800", "1\u001b[31m", "x".repeat(257)]) {
      try {
        parseAddress(`telegram:${id}`);
        expect.unreachable(id);
      } catch (error) {
        expect(error).toMatchObject({ code: "invalid" });
        expect(String(error)).not.toMatch(/[\p{Cc}\u202e]/u);
      }
    }
  });

  test("a name of another script is never taken for a Latin channel name", () => {
    expect(() => parseAddress("\u212aakao:1")).toThrow(); // KELVIN SIGN lower-cases to k
    expect(() => parseAddress("telegrаm:1")).toThrow(); // Cyrillic а
  });

  test("what formatPrincipal writes for the default account reads back", () => {
    const id = fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom(..."abcXYZ019:@+._/-") });
    fc.assert(
      fc.property(fc.constantFrom("telegram", "whatsapp", "x-1"), id, (channel, id) => {
        expect(parseAddress(formatPrincipal({ channel, account: "default", id }))).toEqual({ channel, id });
      }),
    );
  });
});

test("another account than the default shows", () => {
  expect(formatPrincipal({ channel: "telegram", account: "work", id: "7" })).toBe("telegram/work:7");
});

test("two principals share a key exactly when they are the same", () => {
  fc.assert(
    fc.property(principal, principal, (a, b) => {
      expect(principalKey(a) === principalKey(b)).toBe(samePrincipal(a, b));
      expect(principalKey(a)).toBe(principalKey({ ...a }));
    }),
  );
});

test("a channel name is short, lower case and starts with a letter", () => {
  expect(["telegram", "web-chat", "x"].map(isChannelName)).toEqual([true, true, true]);
  expect(["", "Telegram", "1x", "-x", "a b", "a".repeat(33), "a\n"].some(isChannelName)).toBe(false);
});
