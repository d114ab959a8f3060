import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCursors } from "../src/cursors.ts";
import { createFileCursors, createMemoryCursors, type DiscordCursorStore } from "../src/index.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "moltbot-cursors-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
const stores: readonly (readonly [string, () => DiscordCursorStore])[] = [
  ["memory", createMemoryCursors],
  ["a file", () => createFileCursors(join(folder, `${files++}.json`))],
];
const cursor = { channelId: "10", messageId: "20" };

describe.each(stores)("cursors in %s", (_name, open) => {
  test("are none at first, and replaced as a whole", async () => {
    const store = open();
    expect(await store.load()).toEqual([]);
    await store.save([cursor, { ...cursor, channelId: "11", guildId: "5" }]);
    await store.save([cursor]);
    expect(await store.load()).toEqual([cursor]);
  });

  test("only move forward, are written a second later and once more at the end", async () => {
    const store = open();
    const clock = createManualClock();
    const cursors = createCursors(store, { clock, log: silentLogger, account: "a" });
    await cursors.load();
    cursors.move({ ...cursor, messageId: "100" });
    cursors.move({ ...cursor, messageId: "99" });
    expect(await store.load()).toEqual([]);
    await clock.advance(1000);
    await expect.poll(() => store.load()).toEqual([{ ...cursor, messageId: "100" }]);
    cursors.move({ ...cursor, messageId: "101" });
    cursors.begin({ ...cursor, messageId: "7" });
    await cursors.flush();
    expect(await store.load()).toEqual([{ ...cursor, messageId: "101" }]);
  });
});

describe("cursors in a file", () => {
  test("are private, and what is damaged is left out", async () => {
    const path = join(folder, "damaged.json");
    const store = createFileCursors(path);
    await store.save([cursor]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await writeFile(path, JSON.stringify({ cursors: [cursor, { channelId: "x", messageId: 4 }, null] }));
    expect(await store.load()).toEqual([cursor]);
    await writeFile(path, (await readFile(path, "utf8")).slice(0, 9));
    expect(await store.load()).toEqual([]);
  });

  test("reject unavailable when they cannot be kept", async () => {
    const store = createFileCursors(join(folder, "none", "x.json"));
    await expect(store.save([])).rejects.toMatchObject({ code: "unavailable" });
    await expect(createFileCursors(folder).load()).rejects.toMatchObject({ code: "unavailable" });
  });

  test("hold the channels that were heard last", async () => {
    const clock = createManualClock();
    const cursors = createCursors(createMemoryCursors(), { clock, log: silentLogger, account: "a" });
    for (let n = 1; n <= 600; n++) cursors.move({ channelId: String(n), messageId: "5" });
    expect(cursors.all()).toHaveLength(500);
    expect(cursors.all()[0]?.channelId).toBe("600");
    expect(cursors.get("1")).toBeUndefined();
  });
});
