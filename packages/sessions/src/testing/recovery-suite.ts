import { describe, expect, test } from "vitest";
import { type OpenedMessages, type OpenMessages, withRoad } from "./opened.ts";
import { arrive, chat, ending, sampleItem, sampleReply, start } from "./samples.ts";

/** What happens after a holder died. */
export function testRecovery(name: string, open: OpenMessages): void {
  describe(`${name} after a death`, () => {
    test("[R0.4] another holder takes over what waited, in order", withRoad(open, takesOver));
    test("[R0.4] a message that was being handed over is not sent again but reported", withRoad(open, reportsUnknown));
    test("recovering touches nothing that a live holder has", withRoad(open, sparesTheLiving));
    test("[R0.4] what a dead holder had only queued is delivered", withRoad(open, deliversQueued));
  });
}

async function takesOver({ a, b, crashA }: OpenedMessages): Promise<void> {
  const [first = 0, ...rest] = await arrive(a, ...["m1", "m2", "m3"].map((id) => sampleItem(id)));
  await a.complete([ending(first)], start);
  await crashA();
  expect((await b.receive([sampleItem("m4")], start))[0]?.status).toBe("queued");
  expect(await b.take({ limit: 10 })).toEqual([chat("1")]);
  const waiting = await b.waiting(chat("1"), { limit: 10 });
  expect(waiting.map((entry) => entry.item)).toEqual(["m2", "m3", "m4"].map((id) => sampleItem(id)));
  const ends = await b.complete(
    waiting.map((entry) => ending(entry.seq)),
    start,
  );
  expect(ends.map((each) => each.status)).toEqual(["done", "done", "done"]);
  expect(waiting.slice(0, 2).map((entry) => entry.seq)).toEqual(rest);
  expect((await b.receive([sampleItem("m1")], start))[0]?.status).toBe("duplicate");
}

async function reportsUnknown({ a, b, crashA }: OpenedMessages): Promise<void> {
  const [seq = 0] = await arrive(a, sampleItem("m1"));
  const outbox = [sampleReply("1", "one", { card: "pair_1" }), sampleReply("1", "two")];
  const [finished] = await a.complete([ending(seq, { outbox })], start);
  const sending = finished?.outbox ?? [];
  await crashA();
  expect(await b.takeOutbox({ limit: 10, now: start + 1e9 })).toEqual([]);
  const recovered = await b.recover(start + 5);
  expect(recovered).toEqual({ conversations: 1, unknown: sending });
  expect(await b.recover(start + 6)).toEqual({ conversations: 0, unknown: [] });
  const next = await b.takeOutbox({ limit: 10, now: start });
  expect(next.map((entry) => entry.message.text)).toEqual(["two"]);
  expect(await b.cards("pair_1")).toEqual([]);
}

async function sparesTheLiving({ a, b, crashA }: OpenedMessages): Promise<void> {
  const [seq = 0] = await arrive(a, sampleItem("m1"));
  const [mine = 0] = await arrive(b, sampleItem("m2", "2"), sampleItem("m3", "2"));
  await b.complete([ending(mine, { outbox: [sampleReply("2")] })], start);
  expect(await a.recover(start)).toEqual({ conversations: 0, unknown: [] });
  await crashA();
  expect(await b.recover(start)).toEqual({ conversations: 1, unknown: [] });
  expect(await b.take({ limit: 10 })).toEqual([chat("1"), chat("2")]);
  expect(await b.complete([ending(seq)], start)).toMatchObject([{ status: "done" }]);
}

async function deliversQueued({ a, b, crashA }: OpenedMessages): Promise<void> {
  await a.enqueue([sampleReply("1", "one"), sampleReply("1", "two")], [], start);
  await crashA();
  await b.recover(start);
  const [one] = await b.takeOutbox({ limit: 10, now: start });
  expect(one?.message.text).toBe("one");
  await b.sent([{ seq: one?.seq ?? 0, messageIds: ["1"] }], start);
  expect(await b.takeOutbox({ limit: 10, now: start })).toMatchObject([{ message: { text: "two" } }]);
}
