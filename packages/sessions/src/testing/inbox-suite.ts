import { describe, expect, test } from "vitest";
import { type OpenedMessages, type OpenMessages, withRoad } from "./opened.ts";
import {
  arrive,
  arriveTwo,
  chat,
  ending,
  sampleEvent,
  sampleItem,
  samplePress,
  sampleReply,
  start,
} from "./samples.ts";

/** What comes in, and how it ends. */
export function testInbox(name: string, open: OpenMessages): void {
  describe(`${name} as an inbox`, () => {
    test("gives back what came in, unchanged and in order", withRoad(open, keepsItems));
    test("[R0.4] stores a key once, in one batch, in two and in two at once", withRoad(open, dropsDuplicates));
    test("keeps accounts, channels, threads and kinds of chat apart", withRoad(open, keepsApart));
    test("gives a conversation to one holder at a time and names what waits before", withRoad(open, holdsOne));
    test("finishes an entry exactly once, with everything it caused", withRoad(open, finishesOnce));
    test("lets a conversation go when nothing is left in it", withRoad(open, letsGo));
    test("takes nothing that a live holder has, and what it has itself", withRoad(open, takesOwn));
    test("keeps order when both holders store and work at once", withRoad(open, keepsOrder));
    test("keeps the last lines of a session, in order, apart from others", withRoad(open, keepsHistory));
    test("forgets what ended before a day, and nothing else", withRoad(open, prunes));
    test("stores any text a platform sends", withRoad(open, storesAnything));
  });
}

async function keepsItems({ a }: OpenedMessages): Promise<void> {
  const items = [sampleItem("m1"), samplePress("p1", chat("1")), sampleItem("m2")];
  const seqs = await arrive(a, ...items);
  const waiting = await a.waiting(chat("1"), { limit: 10 });
  expect(waiting.map((entry) => entry.item)).toEqual(items);
  expect(waiting.map((entry) => entry.seq)).toEqual(seqs);
  expect(waiting[0]).toMatchObject({ conversation: chat("1"), receivedAt: start });
  expect(await a.waiting(chat("1"), { limit: 2 })).toHaveLength(2);
  expect(await a.receive([], start)).toEqual([]);
}

async function dropsDuplicates({ a, b }: OpenedMessages): Promise<void> {
  const statuses = async (store: typeof a, ...ids: string[]): Promise<string[]> =>
    (
      await store.receive(
        ids.map((id) => sampleItem(id)),
        start,
      )
    ).map((each) => each.status);
  expect(await statuses(a, "m1", "m1", "m2")).toEqual(["held", "duplicate", "held"]);
  expect(await statuses(b, "m2", "m3", "m1")).toEqual(["duplicate", "queued", "duplicate"]);
  const [entry] = await a.waiting(chat("1"), { limit: 1 });
  await a.complete([ending(entry?.seq ?? 0)], start);
  expect(await statuses(a, "m1")).toEqual(["duplicate"]);
  const raced = await Promise.all(Array.from({ length: 20 }, (_, i) => statuses(i % 2 === 0 ? a : b, "m9", `n${i}`)));
  expect(raced.filter(([status]) => status !== "duplicate")).toHaveLength(1);
  expect(raced.filter(([, status]) => status !== "duplicate")).toHaveLength(20);
}

async function keepsApart({ a }: OpenedMessages): Promise<void> {
  const places = [
    chat("1"),
    chat("1", { account: "work" }),
    chat("1", { channel: "discord" }),
    chat("1", { kind: "group" }),
    chat("1", { kind: "group", thread: "7" }),
    chat("11"),
  ];
  await arrive(a, ...places.map((place, i) => sampleItem(`m${i}`, place)));
  for (const [i, place] of places.entries()) {
    const waiting = await a.waiting(place, { limit: 10 });
    expect(waiting.map((entry) => entry.item)).toEqual([sampleItem(`m${i}`, place)]);
  }
  expect(await arrive(a, sampleItem("m0", chat("1", { account: "other" })))).toHaveLength(1);
}

async function holdsOne({ a, b }: OpenedMessages): Promise<void> {
  const [first, second] = await arriveTwo(a, sampleItem("m1"), sampleItem("m2"));
  const received = await b.receive([sampleItem("m3"), sampleItem("m4", "2")], start);
  expect(received.map((each) => each.status)).toEqual(["queued", "held"]);
  expect(await b.waiting(chat("1"), { limit: 10 })).toEqual([]);
  expect(await b.complete([ending(first)], start)).toEqual([{ seq: first, status: "lost", outbox: [] }]);
  const third = received[0]?.status === "queued" ? received[0].seq : 0;
  expect(await a.receive([sampleItem("m5"), sampleItem("m6", "3")], start)).toMatchObject([
    { status: "held", after: third },
    { status: "held" },
  ]);
  const [solo] = await a.receive([sampleItem("m7", "4")], start);
  expect(solo).not.toHaveProperty("after");
  expect(second).toBeGreaterThan(first);
}

async function finishesOnce({ a, b }: OpenedMessages): Promise<void> {
  const [seq = 0] = await arrive(a, sampleItem("m1"));
  const line = { session: "s1", role: "user" as const, text: "hello", at: start };
  const full = ending(seq, { history: [line], outbox: [sampleReply("1")], events: [sampleEvent("m1")], redact: true });
  const outcomes = await Promise.all([a, a, b, a].map((store) => store.complete([full, full], start)));
  const done = outcomes.flat().filter((each) => each.status === "done");
  expect(outcomes.flat()).toHaveLength(8);
  expect(done).toHaveLength(1);
  expect(done[0]?.outbox).toEqual([{ ...sampleReply("1"), seq: expect.any(Number), attempts: 0 }]);
  expect(await b.history("s1", { limit: 10 })).toEqual([line]);
  expect(await a.complete([ending(999_999)], start)).toMatchObject([{ status: "lost" }]);
  expect(await a.complete([], start)).toEqual([]);
}

async function letsGo({ a, b }: OpenedMessages): Promise<void> {
  const [seq = 0] = await arrive(a, sampleItem("m1"));
  await a.complete([ending(seq)], start);
  expect(await b.receive([sampleItem("m2")], start)).toMatchObject([{ status: "held" }]);
  const [, other = 0] = await arrive(a, sampleItem("m3"), sampleItem("m4", "2"));
  const [finished] = await a.complete([ending(other, { outbox: [sampleReply("2")] })], start);
  expect((await b.receive([sampleItem("m5", "2")], start))[0]?.status).toBe("queued"); // the answer is on its way
  await a.sent([{ seq: finished?.outbox[0]?.seq ?? 0, messageIds: ["x"] }], start);
  expect(await b.take({ limit: 10 })).toEqual([chat("1")]);
  expect((await a.waiting(chat("2"), { limit: 10 })).map((entry) => entry.item)).toEqual([sampleItem("m5", "2")]);
}

async function takesOwn({ a, b }: OpenedMessages): Promise<void> {
  await arrive(a, sampleItem("m1"), sampleItem("m2", "2"));
  expect(await b.take({ limit: 10 })).toEqual([]);
  expect(await a.take({ limit: 10 })).toEqual([chat("1"), chat("2")]);
  expect(await a.take({ limit: 1 })).toEqual([chat("1")]);
}

async function keepsOrder({ a, b }: OpenedMessages): Promise<void> {
  const ids = Array.from({ length: 40 }, (_, i) => `m${i}`);
  const stored = await Promise.all(
    ids.map(async (id, i) => {
      const [received] = await (i % 2 === 0 ? a : b).receive([sampleItem(id, `${i % 3}`)], start);
      return { id, place: `${i % 3}`, seq: received?.status === "duplicate" ? 0 : (received?.seq ?? 0) };
    }),
  );
  for (const place of ["0", "1", "2"]) {
    const expected = stored.filter((each) => each.place === place).sort((x, y) => x.seq - y.seq);
    const pages = await Promise.all([a, b].map((store) => store.waiting(chat(place), { limit: 100 })));
    const held = pages.filter((page) => page.length > 0);
    expect(held).toHaveLength(1);
    expect(held[0]?.map((entry) => entry.seq)).toEqual(expected.map((each) => each.seq));
  }
}

async function keepsHistory({ a, b }: OpenedMessages): Promise<void> {
  const seqs = await arrive(a, ...["m1", "m2", "m3"].map((id) => sampleItem(id)));
  const lines = seqs.map((_, i) => [
    { session: "s1", role: "user" as const, text: `ask ${i}`, at: start + i },
    { session: i === 1 ? "s2" : "s1", role: "assistant" as const, text: `answer ${i}`, at: start + i },
  ]);
  await a.complete(
    seqs.map((seq, i) => ending(seq, { history: lines[i] ?? [] })),
    start,
  );
  const texts = async (session: string, limit: number): Promise<string[]> =>
    (await b.history(session, { limit })).map((line) => line.text);
  expect(await texts("s1", 10)).toEqual(["ask 0", "answer 0", "ask 1", "ask 2", "answer 2"]);
  expect(await texts("s1", 2)).toEqual(["ask 2", "answer 2"]);
  expect(await texts("s2", 10)).toEqual(["answer 1"]);
  expect(await texts("s", 10)).toEqual([]);
  expect(await texts("s1", 0)).toEqual([]);
}

async function prunes({ a }: OpenedMessages): Promise<void> {
  const day = 86_400_000;
  const [old, recent] = await arriveTwo(a, sampleItem("m1"), sampleItem("m2", "2"));
  await arrive(a, sampleItem("m3", "3"));
  await a.complete([ending(old)], start);
  await a.complete([ending(recent)], start + day);
  expect(await a.prune(start + day)).toBe(1);
  expect(await a.prune(start + day)).toBe(0);
  expect((await a.receive([sampleItem("m1"), sampleItem("m2", "2")], start)).map((each) => each.status)).toEqual([
    "held",
    "duplicate",
  ]);
  expect(await a.waiting(chat("3"), { limit: 10 })).toHaveLength(1);
}

async function storesAnything({ a }: OpenedMessages): Promise<void> {
  const texts = [
    "a\u0000b",
    "half \ud83e crab",
    "\udfff",
    "\\u0000 stays",
    '"; drop table inbox; --',
    "🦀".repeat(5000),
  ];
  const seqs = await arrive(a, ...texts.map((text, i) => sampleItem(`m${i}`, "1", text)));
  expect(seqs).toHaveLength(texts.length);
  const back = (await a.waiting(chat("1"), { limit: 10 })).map((entry) =>
    entry.item.kind === "message" ? entry.item.message.text : "",
  );
  expect(back.slice(3)).toEqual(texts.slice(3));
  expect(back[0]).toMatch(/^a.b$/su);
  const history = seqs.map((_, i) => ({ session: "s", role: "user" as const, text: texts[i] ?? "", at: start }));
  expect(
    await a.complete([ending(seqs[0] ?? 0, { history, outbox: [sampleReply("1", texts[0])] })], start),
  ).toMatchObject([{ status: "done" }]);
}
