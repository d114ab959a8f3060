import { describe, expect, test } from "vitest";
import type { MessageStore } from "../store.ts";
import { type OpenedMessages, type OpenMessages, withRoad } from "./opened.ts";
import { arrive, ending, sampleEvent, sampleItem, start } from "./samples.ts";

/** What looking back and beginning anew promise. */
export function testHistory(name: string, open: OpenMessages): void {
  describe(`history: ${name}`, () => {
    test("sessions come with what they have, the last spoken in first, page by page", withRoad(open, listsSessions));
    test("who spoke last is looked up for many sessions at once", withRoad(open, lastSpoken));
    test("lines come page by page, each once", withRoad(open, pages));
    test("a session begun anew keeps its lines apart", withRoad(open, beginsAnew));
  });
}

async function speak(store: MessageStore, id: string, session: string, texts: readonly string[]): Promise<void> {
  const [seq = 0] = await arrive(store, sampleItem(id));
  const history = texts.map((text, i) => ({
    session,
    role: i % 2 === 0 ? ("user" as const) : ("assistant" as const),
    text,
    at: start + i,
  }));
  await store.complete([ending(seq, { history })], start);
}

async function listsSessions({ a, b }: OpenedMessages): Promise<void> {
  expect(await a.sessions({ limit: 10 })).toEqual([]);
  await speak(a, "m1", "web:1", ["one", "two"]);
  await speak(a, "m2", "#telegram:-100", ["three"]);
  await speak(a, "m3", "telegram:5", ["four"]);
  await speak(a, "m4", "web:1", ["five"]);
  const all = await b.sessions({ limit: 10 });
  expect(all).toMatchObject([
    { session: "web:1", lines: 3, lastAt: start },
    { session: "telegram:5", lines: 1 },
    { session: "#telegram:-100", lines: 1 },
  ]);
  const [first] = await b.sessions({ limit: 1 });
  expect(first).toEqual(all[0]);
  expect(await b.sessions({ limit: 5, below: first?.newest ?? 0 })).toEqual(all.slice(1));
  expect(await b.sessions({ limit: 0 })).toEqual([]);
}

async function lastSpoken({ a, b }: OpenedMessages): Promise<void> {
  await speak(a, "m1", "web:1", ["one", "answer", "two", "another"]);
  await speak(a, "m2", "web:2", ["three"]);
  await a.archive("web:2", [], start + 9);
  const found = await b.lastSpoken(["web:1", "web:2", "web:3"]);
  expect([...found].sort()).toEqual([
    ["web:1", start + 2],
    ["web:2", start],
  ]);
  expect((await b.lastSpoken([])).size).toBe(0);
}

async function pages({ a, b }: OpenedMessages): Promise<void> {
  const texts = Array.from({ length: 7 }, (_, i) => `line ${i}`);
  await speak(a, "m1", "web:1", texts);
  await speak(a, "m2", "web:2", ["other"]);
  const seen: string[] = [];
  for (let below: number | undefined; ; ) {
    const page = await b.lines("web:1", { limit: 3, ...(below === undefined ? {} : { below }) });
    if (page.length === 0) break;
    seen.unshift(...page.map(({ text }) => text));
    below = page[0]?.seq;
  }
  expect(seen).toEqual(texts);
  expect(await b.lines("web:3", { limit: 3 })).toEqual([]);
}

async function beginsAnew({ a, b }: OpenedMessages): Promise<void> {
  expect(await a.archive("web:1", [sampleEvent("nothing")], start)).toBe(0);
  await speak(a, "m1", "web:1", ["old", "older"]);
  await speak(a, "m2", "web:2", ["other"]);
  const [one, two] = await Promise.all([a, b].map((store) => store.archive("web:1", [sampleEvent("anew")], start + 9)));
  expect((one ?? 0) + (two ?? 0)).toBe(2);
  expect(await b.history("web:1", { limit: 10 })).toEqual([]);
  expect((await b.sessions({ limit: 10 })).map(({ session }) => session)).toEqual(["web:2"]);
  await speak(a, "m3", "web:1", ["new"]);
  expect((await b.history("web:1", { limit: 10 })).map(({ text }) => text)).toEqual(["new"]);
  expect(await b.lines("web:1", { limit: 10, archived: true })).toMatchObject([
    { text: "old", archivedAt: start + 9 },
    { text: "older", archivedAt: start + 9 },
    { text: "new" },
  ]);
  const live = await b.lines("web:1", { limit: 10 });
  expect(live).toMatchObject([{ text: "new" }]);
  expect(live[0]).not.toHaveProperty("archivedAt");
  expect(await b.sessions({ limit: 10 })).toMatchObject([{ session: "web:1", lines: 1 }, { session: "web:2" }]);
}
