import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NonceStore } from "../coordination.ts";
import { type OpenedTwice, uniqueKey } from "./pair.ts";

const start = 1_767_225_600_000;

/** What every {@link NonceStore} keeps. `open` is called once; both handles must share what was used. */
export function testNonces(name: string, open: () => Promise<OpenedTwice<NonceStore>>): void {
  describe(`nonces: ${name}`, () => {
    let opened: OpenedTwice<NonceStore>;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test("a value passes once, on whichever process", async () => {
      const value = uniqueKey("nonce");
      expect(await opened.first.use(value, 60_000, start)).toBe(true);
      expect(await opened.first.use(value, 60_000, start + 1)).toBe(false);
      expect(await opened.second.use(value, 60_000, start + 2)).toBe(false);
    });

    test("of many at once exactly one passes", async () => {
      const value = uniqueKey("nonce");
      const uses = Array.from({ length: 40 }, (_, i) =>
        (i % 2 === 0 ? opened.first : opened.second).use(value, 60_000, start),
      );
      expect((await Promise.all(uses)).filter(Boolean)).toHaveLength(1);
    });

    test("values do not touch each other, however they are written", async () => {
      const value = uniqueKey("nonce");
      for (const other of [value, `${value} `, `${value}:`, `${value}\u0000`, `${value}é`, value.toUpperCase()]) {
        expect(await opened.first.use(other, 60_000, start)).toBe(true);
      }
    });

    test("a value that is kept longer does not keep others, and none passes again within its time", async () => {
      const [long, short] = [uniqueKey("nonce"), uniqueKey("nonce")];
      await opened.first.use(long, 600_000, start);
      await opened.first.use(short, 60_000, start);
      expect(await opened.second.use(short, 60_000, start + 59_999)).toBe(false);
      expect(await opened.second.use(long, 600_000, start + 61_000)).toBe(false);
    });
  });
}
