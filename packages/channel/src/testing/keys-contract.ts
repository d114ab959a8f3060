import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChannelKeys } from "../keys.ts";

/** The same keys opened by two processes; in memory both are the same object. */
export interface OpenedKeys {
  readonly first: ChannelKeys;
  readonly second: ChannelKeys;
  /** Ends the first process as `kill -9` would; absent where there is only one. */
  readonly crashFirst?: () => Promise<void>;
  close(): Promise<void>;
}

const account = "whatsapp:default";
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** What every {@link ChannelKeys} keeps. `open` makes an empty one for each test. */
export function testChannelKeys(name: string, open: () => Promise<OpenedKeys>): void {
  describe(`channel keys: ${name}`, () => {
    let keys: OpenedKeys;
    beforeEach(async () => {
      keys = await open();
    });
    afterEach(() => keys.close());

    test("one owner at a time writes, and what it wrote is there for all", async () => {
      const { first, second } = keys;
      expect(await first.claim(account, "a")).toBe(true);
      expect(await first.claim(account, "a")).toBe(true);
      expect(await second.claim(account, "b")).toBe(false);
      expect(await second.claim("whatsapp:other", "b")).toBe(true);
      await first.write(account, "a", [
        { kind: "session", id: "1", value: bytes(0, 255, 128) },
        { kind: "session", id: "2", value: bytes() },
        { kind: "creds", id: "1", value: bytes(7) },
      ]);
      expect(await second.read(account, "session", ["1", "2", "3"])).toEqual(
        new Map([
          ["1", bytes(0, 255, 128)],
          ["2", bytes()],
        ]),
      );
      expect(await second.list(account, "creds")).toEqual(new Map([["1", bytes(7)]]));
      expect((await second.list("whatsapp:other", "creds")).size).toBe(0);
    });

    test("a change without the claim changes nothing", async () => {
      const { first, second } = keys;
      const change = [{ kind: "creds", id: "1", value: bytes(1) }];
      await expect(first.write(account, "a", change)).rejects.toMatchObject({ code: "conflict" });
      await first.claim(account, "a");
      await first.write(account, "a", change);
      await expect(second.write(account, "b", [{ kind: "creds", id: "1" }])).rejects.toMatchObject({
        code: "conflict",
      });
      await expect(second.clear(account, "b")).rejects.toMatchObject({ code: "conflict" });
      await second.release(account, "b");
      expect((await first.list(account, "creds")).size).toBe(1);
    });

    test("a released account is free, and its old owner writes no more", async () => {
      const { first, second } = keys;
      await first.claim(account, "a");
      await first.release(account, "a");
      expect(await second.claim(account, "b")).toBe(true);
      await expect(first.write(account, "a", [])).rejects.toMatchObject({ code: "conflict" });
    });

    test("the last change of a record counts, and records go alone or all together", async () => {
      const { first } = keys;
      await first.claim(account, "a");
      await first.write(account, "a", [
        { kind: "k", id: "1", value: bytes(1) },
        { kind: "k", id: "1", value: bytes(2) },
        { kind: "k", id: "2", value: bytes(1) },
        { kind: "k", id: "2" },
        { kind: "k", id: "3", value: bytes(3) },
      ]);
      expect(await first.list(account, "k")).toEqual(
        new Map([
          ["1", bytes(2)],
          ["3", bytes(3)],
        ]),
      );
      await first.write(account, "a", [{ kind: "k", id: "1" }]);
      expect([...(await first.list(account, "k")).keys()]).toEqual(["3"]);
      await first.clear(account, "a");
      expect((await first.list(account, "k")).size).toBe(0);
      expect(await first.claim(account, "a")).toBe(true);
    });

    test("of many claims at once exactly one holds", async () => {
      const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);
      const claims = await Promise.all(
        owners.map((owner, index) => (index % 2 === 0 ? keys.first : keys.second).claim(account, owner)),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    test("the account of a dead process is free, and what it wrote is there", async () => {
      if (keys.crashFirst === undefined) return;
      await keys.first.claim(account, "a");
      await keys.first.write(account, "a", [{ kind: "creds", id: "1", value: bytes(1) }]);
      await keys.crashFirst();
      expect(await keys.second.claim(account, "b")).toBe(true);
      expect((await keys.second.list(account, "creds")).size).toBe(1);
    });
  });
}
