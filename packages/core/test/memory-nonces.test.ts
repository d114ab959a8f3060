import { createMemoryNonces } from "@moltbot/core";
import { testNonces } from "@moltbot/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

testNonces("memory", async () => {
  const nonces = createMemoryNonces();
  return { first: nonces, second: nonces, close: async () => {} };
});

test("with any mix of lifetimes, a value passes exactly when no earlier use still holds", async () => {
  const use = fc.record({ value: fc.integer({ min: 0, max: 4 }), ttl: fc.nat(50), wait: fc.nat(30) });
  await fc.assert(
    fc.asyncProperty(fc.array(use, { maxLength: 60 }), async (uses) => {
      const nonces = createMemoryNonces();
      const until = new Map<number, number>();
      let now = 0;
      for (const { value, ttl, wait } of uses) {
        now += wait;
        const isFree = (until.get(value) ?? 0) <= now;
        expect(await nonces.use(String(value), ttl, now)).toBe(isFree);
        if (isFree) until.set(value, now + ttl);
      }
    }),
  );
});

test("values whose time is over are dropped while others stay", async () => {
  const nonces = createMemoryNonces();
  await nonces.use("kept", 1_000_000, 0);
  for (let i = 0; i < 5000; i++) await nonces.use(`n${i}`, 1, i);
  expect(await nonces.use("kept", 1, 5000)).toBe(false);
  expect(await nonces.use("n0", 1, 5000)).toBe(true);
});
