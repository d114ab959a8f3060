import type { Conversation } from "@moltbot/channel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sessionKey } from "../../src/flow/session-key.ts";

const channel = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
const account = fc.oneof(fc.constant("default"), fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,5}$/));
const id = fc.oneof(fc.constantFrom("1", "-100", "a:b", "a/b", "#x", "work:1", "\u0661"), fc.string({ minLength: 1 }));
const place = fc.record({ channel, account, id, kind: fc.constantFrom("dm", "group"), who: id, thread: fc.option(id) });

type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

const keyOf = ({ channel, account, id, kind, who, thread }: Place): string => {
  const at: Conversation =
    kind === "dm"
      ? { channel, account, id: who, kind }
      : { channel, account, id, kind: "group", ...(thread === null ? {} : { thread }) };
  return sessionKey({ channel, account, id: who }, at);
};

/** What makes two sessions one. */
const meaning = ({ channel, account, id, kind, who, thread }: Place): string =>
  JSON.stringify(kind === "dm" ? [kind, channel, account, who] : [kind, channel, account, id, thread]);

const isWhole = ({ id, thread }: Place): boolean => !/\p{Cs}/u.test(`${id}\n${thread ?? ""}`);

test("[R1.4] two sessions have one key only when they are one session", () => {
  // encodeURIComponent has no word for half a symbol, and no platform sends one as an id.
  const whole = place.filter(isWhole);
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      expect(keyOf(a) === keyOf(b)).toBe(meaning(a) === meaning(b));
    }),
    { numRuns: 2000 },
  );
});

test("[R1.4] no person's key is that of a group", () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      fc.pre(a.kind === "dm" && b.kind === "group" && isWhole(b));
      expect(keyOf(a)).not.toBe(keyOf(b));
    }),
  );
});
