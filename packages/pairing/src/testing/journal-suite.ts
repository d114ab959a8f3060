import type { Principal } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import type { ErasureJournal, ErasureWish } from "../privacy/store.ts";

/** One journal opened twice, as two processes would, and a way to block somebody in what it looks at. */
export interface OpenedJournal {
  readonly a: ErasureJournal;
  readonly b: ErasureJournal;
  block(who: Principal): Promise<void>;
  close(): Promise<void>;
}

const ana: Principal = { channel: "telegram", account: "default", id: "42" };
const wish = (o: Partial<ErasureWish> = {}): ErasureWish => ({
  ...{
    id: "era_1",
    mode: "purge",
    who: ana,
    label: "anon-1234567890abcdef",
    now: 1_767_225_600_000,
    by: "cli",
    names: [],
  },
  ...o,
});

/** The contract of {@link ErasureJournal}: every implementation passes it. `open` gives empty data each time. */
export function testErasureJournal(name: string, open: () => Promise<OpenedJournal>): void {
  const using = (use: (o: OpenedJournal) => Promise<void>) => async (): Promise<void> => {
    const opened = await open();
    try {
      await use(opened);
    } finally {
      await opened.close();
    }
  };
  describe(`[R9.4] ${name} as an erasure journal`, () => {
    test("runs one erasure of each person, and remembers what is done until it ends", using(runsOne));
    test("ends each erasure once, and then knows nothing of whom it was about", using(endsOnce));
    test("keeps out who was blocked, and nobody else", using(keepsOut));
  });
}

async function runsOne({ a, b }: OpenedJournal): Promise<void> {
  const begun = await a.begin(wish());
  expect(begun).toMatchObject({
    id: "era_1",
    mode: "purge",
    done: [],
    tally: {},
    blocked: false,
    subject: { who: ana },
  });
  expect(await b.begin(wish({ id: "era_2", mode: "delete" }))).toMatchObject({ id: "era_1", mode: "purge" });
  const other = { ...ana, account: "work" };
  expect(await b.begin(wish({ id: "era_3", who: other, now: 1_767_225_600_001 }))).toMatchObject({ id: "era_3" });
  await a.mark("era_1", "people", { people: 1, grants: 2 });
  await a.mark("era_1", "history", { history: 5, people: 1 });
  expect(await b.running()).toMatchObject([
    { id: "era_1", done: ["people", "history"], tally: { people: 2, grants: 2, history: 5 } },
    { id: "era_3", done: [] },
  ]);
}

async function endsOnce({ a, b }: OpenedJournal): Promise<void> {
  await a.begin(wish());
  await a.mark("era_1", "people", { people: 1 });
  const told: unknown[] = [];
  const events = (tally: unknown) => {
    told.push(tally);
    return [];
  };
  expect(await a.finish("era_1", { now: 1_767_225_600_002, events })).toEqual({ people: 1 });
  expect(await b.finish("era_1", { now: 1_767_225_600_003, events })).toEqual({});
  expect(told).toEqual([{ people: 1 }]);
  expect(await b.running()).toEqual([]);
  expect(await b.claim("era_1")).toBeUndefined();
  expect(await b.begin(wish({ id: "era_4" }))).toMatchObject({ id: "era_4", done: [], tally: {} });
}

async function keepsOut({ a, b, block }: OpenedJournal): Promise<void> {
  expect(await b.suppressed(ana)).toBe(false);
  await block(ana);
  expect(await a.begin(wish())).toMatchObject({ blocked: true });
  expect(await b.suppressed(ana)).toBe(true);
  await a.finish("era_1", { now: 1_767_225_600_002, events: () => [] });
  expect(await b.suppressed(ana)).toBe(true);
  expect(await b.suppressed({ ...ana, id: "43" })).toBe(false);
  expect(await b.begin(wish({ id: "era_5" }))).toMatchObject({ blocked: true });
}
