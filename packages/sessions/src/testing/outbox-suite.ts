import { describe, expect, test } from "vitest";
import type { Finished, MessageStore, NewOutbox, OutboxEntry } from "../store.ts";
import { type OpenedMessages, type OpenMessages, withRoad } from "./opened.ts";
import { arrive, chat, ending, sampleEvent, sampleItem, sampleReply, start } from "./samples.ts";

/** What goes out. */
export function testOutbox(name: string, open: OpenMessages): void {
  describe(`${name} as an outbox`, () => {
    test("hands the first answer to each conversation over at once, the rest in order", withRoad(open, handsOver));
    test("delivers what was queued, each to one holder", withRoad(open, deliversQueued));
    test("tries again when the wait is over and keeps the order meanwhile", withRoad(open, triesAgain));
    test("never tries again what was refused", withRoad(open, givesUp));
    test("remembers the messages of a card", withRoad(open, keepsCards));
    test("finds what a lost answer took, and only that", withRoad(open, findsLost));
  });
}

const texts = (entries: readonly OutboxEntry[]): readonly string[] => entries.map((entry) => entry.message.text);

/** Finishes a new entry with these answers. */
async function answer(store: MessageStore, id: string, ...outbox: readonly NewOutbox[]): Promise<Finished> {
  const [seq = 0] = await arrive(store, sampleItem(id, id));
  const [finished] = await store.complete([ending(seq, { outbox })], start);
  if (finished?.status !== "done") throw new Error("not finished");
  return finished;
}

const taken = async (store: MessageStore, now = start, limit = 10): Promise<readonly string[]> =>
  texts(await store.takeOutbox({ limit, now }));

async function handsOver({ a, b }: OpenedMessages): Promise<void> {
  const replies = [
    sampleReply("1", "one"),
    sampleReply("2", "two"),
    sampleReply("1", "three"),
    sampleReply("1", "four"),
  ];
  const first = await answer(a, "1", ...replies);
  expect(texts(first.outbox)).toEqual(["one", "two"]);
  expect(await taken(a)).toEqual([]);
  expect(texts((await answer(b, "3", sampleReply("2", "five"), sampleReply("3", "six"))).outbox)).toEqual(["six"]);
  await a.sent(
    first.outbox.map(({ seq }) => ({ seq, messageIds: [`${seq}`] })),
    start,
  );
  expect(await taken(b)).toEqual(["three", "five"]);
  expect(await taken(a)).toEqual([]);
}

async function deliversQueued({ a, b }: OpenedMessages): Promise<void> {
  const notices = Array.from({ length: 30 }, (_, i) => sampleReply(`${i}`, `n${i}`));
  await a.enqueue(notices, [sampleEvent("notice")], start);
  expect(await taken(b, start, 2)).toEqual(["n0", "n1"]);
  const rounds = await Promise.all(Array.from({ length: 12 }, (_, i) => taken(i % 2 === 0 ? a : b, start, 4)));
  const rest = [...(await taken(a)), ...(await taken(b))];
  expect([...rounds.flat(), ...rest].sort()).toEqual(
    notices
      .slice(2)
      .map((notice) => notice.message.text)
      .sort(),
  );
  await a.enqueue([], [sampleEvent("only an event")], start);
}

async function triesAgain({ a, b }: OpenedMessages): Promise<void> {
  const { outbox } = await answer(a, "1", sampleReply("1", "one"), sampleReply("1", "two"));
  const seq = outbox[0]?.seq ?? 0;
  await b.failed(seq, { because: "not mine", now: start });
  await a.failed(seq, { because: "unavailable", retryAt: start + 1000, now: start });
  expect(await taken(b, start + 999)).toEqual([]);
  const again = await b.takeOutbox({ limit: 10, now: start + 1000 });
  expect(again).toEqual([{ ...sampleReply("1", "one"), seq, attempts: 1 }]);
  await b.sent([{ seq, messageIds: [] }], start + 1001);
  expect(await taken(a, start + 1001)).toEqual(["two"]);
}

async function givesUp({ a, b }: OpenedMessages): Promise<void> {
  const { outbox } = await answer(a, "1", sampleReply("1", "one"), sampleReply("1", "two"));
  await a.failed(outbox[0]?.seq ?? 0, { because: "denied", now: start });
  expect(await taken(b, start + 1e9)).toEqual(["two"]);
  expect(await b.prune(start + 1)).toBe(2); // the entry and the refused message
}

async function keepsCards({ a, b }: OpenedMessages): Promise<void> {
  const card = { card: "pair_1" };
  const { outbox } = await answer(
    a,
    "1",
    sampleReply("8", "card", card),
    sampleReply("9", "card", card),
    sampleReply("7"),
  );
  expect(outbox.map((entry) => entry.card)).toEqual(["pair_1", "pair_1", undefined]);
  expect(await b.cards("pair_1")).toEqual([]);
  await a.sent(
    outbox.map(({ seq }, i) => ({ seq, messageIds: [`m${i}`, `n${i}`] })),
    start,
  );
  expect(await b.cards("pair_1")).toEqual([
    { card: "pair_1", conversation: chat("8"), messageIds: ["m0", "n0"] },
    { card: "pair_1", conversation: chat("9"), messageIds: ["m1", "n1"] },
  ]);
  expect(await b.cards("pair_")).toEqual([]);
  await a.sent([], start);
}

async function findsLost({ a, b }: OpenedMessages): Promise<void> {
  const one = await answer(a, "1", sampleReply("1", "one"));
  await answer(a, "2", sampleReply("2", "two"));
  const sending = one.outbox.map((entry) => entry.seq);
  expect(await b.takeOutbox({ limit: 10, now: start, sending: [] })).toEqual([]);
  expect(await taken(a)).toEqual([]);
  expect(texts(await a.takeOutbox({ limit: 10, now: start, sending }))).toEqual(["two"]);
}
