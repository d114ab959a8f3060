import { MoltbotError } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { createMemoryMessageHub, type MessageStore } from "../src/index.ts";
import { chat, sampleItem } from "../src/testing.ts";
import { echo, gate, idOf, settle, stage } from "./support.ts";

const item = sampleItem;
const unavailable = new MoltbotError("unavailable", "down");

describe("the road when a handler fails", () => {
  test("calls it again, then gives the entry up with an event and goes on", async () => {
    const { road, clock, handled, delivered, events } = stage({
      async handle(entry) {
        if (idOf(entry) === "m1") throw new TypeError("a fault");
        return echo(entry);
      },
    });
    await road.start();
    await road.accept(item("m1"));
    await road.accept(item("m2"));
    await clock.advance(60_000);
    expect(handled).toEqual(["m1", "m1", "m1", "m1", "m2"]);
    expect(delivered).toEqual(["m2"]);
    expect(events).toMatchObject([
      { event: "message.failed", outcome: "failed", ref: "m1", reason: "unexpected", personal: { error: "a fault" } },
    ]);
  });

  test("decides nothing while a store is out of reach, however long", async () => {
    let broken = true;
    const { road, clock, handled, delivered, events } = stage({
      async handle(entry) {
        if (broken) throw unavailable;
        return echo(entry);
      },
    });
    await road.start();
    await road.accept(item("m1"));
    await clock.advance(600_000);
    expect(handled.length).toBeGreaterThan(20);
    broken = false;
    await clock.advance(10_000);
    expect(delivered).toEqual(["m1"]);
    expect(events).toEqual([]);
  });

  test("an ending that the store refuses is replaced by an empty one", async () => {
    const wrap = (store: MessageStore): MessageStore => ({
      ...store,
      async complete(completions, now) {
        if (completions.some((each) => each.outbox.length > 0)) throw new MoltbotError("invalid", "refused");
        return store.complete(completions, now);
      },
    });
    const { road, events, store } = stage({ wrap });
    await road.start();
    await road.accept(item("m1"));
    await settle();
    expect(events).toMatchObject([{ event: "message.failed", reason: "invalid" }]);
    expect(await store.waiting(chat("1"), { limit: 1 })).toEqual([]);
  });
});

describe("the road when the platform fails", () => {
  test("tries again later, ever more slowly, and keeps the order", async () => {
    let failures = 3;
    const times: number[] = [];
    const { road, clock, delivered } = stage({
      handle: async (entry) => echo(entry, "one", "two"),
      async deliver(row) {
        if (row.message.text === "one") times.push(clock.now());
        if (row.message.text === "one" && failures-- > 0) throw unavailable;
        return { messageIds: [] };
      },
    });
    await road.start();
    await road.accept(item("m1"));
    await clock.advance(60_000);
    expect(delivered).toEqual(["one", "one", "one", "one", "two"]);
    const waits = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    expect(waits[0]).toBeLessThan(waits[1] ?? 0);
    expect(waits[1]).toBeLessThan(waits[2] ?? 0);
  });

  test("does not send again what the platform refused, nor what ended in an unexpected way", async () => {
    for (const error of [new MoltbotError("denied", "blocked by user"), new TypeError("bug")]) {
      const { road, clock, delivered } = stage({
        handle: async (entry) => echo(entry, "one", "two"),
        async deliver(row) {
          if (row.message.text === "one") throw error;
          return { messageIds: [] };
        },
      });
      await road.start();
      await road.accept(item("m1"));
      await clock.advance(600_000);
      expect(delivered).toEqual(["one", "two"]);
    }
  });
});

describe("[R0.4] the road when the store fails", () => {
  /** A store whose `method` loses its answer `times` times: written, but the caller hears `unavailable`. */
  const losing =
    (method: "complete" | "takeOutbox" | "receive" | "sent", times: number) =>
    (store: MessageStore): MessageStore => {
      let left = times;
      const call = store[method] as (...parameters: unknown[]) => Promise<unknown>;
      return {
        ...store,
        async [method](...parameters: unknown[]) {
          const answer = await call.apply(store, parameters);
          if (left-- > 0) throw unavailable;
          return answer;
        },
      };
    };

  test.each(["complete", "takeOutbox", "sent", "receive"] as const)(
    "lost answers of %s lose no message and double none",
    async (method) => {
      const { road, clock, delivered } = stage({
        wrap: losing(method, 3),
        handle: async (e) => echo(e, `${idOf(e)}a`, `${idOf(e)}b`),
      });
      await road.start();
      await Promise.allSettled(["m1", "m2", "m3"].map((id) => road.accept(item(id, id))));
      await clock.advance(30_000);
      expect(delivered.toSorted()).toEqual(["m1a", "m1b", "m2a", "m2b", "m3a", "m3b"]);
      expect(await stage({}).road.stop()).toBeUndefined();
    },
  );

  test("an answer that was on its way when its process died is reported, not repeated", async () => {
    const hub = createMemoryMessageHub();
    const a = stage({ hub, deliver: () => new Promise(() => {}) });
    await a.road.start();
    await a.road.accept(item("m1"));
    await settle();
    hub.crash(a.store);
    const b = stage({ hub });
    await b.road.start();
    await settle();
    expect(b.delivered).toEqual([]);
    expect(hub.events).toMatchObject([{ event: "message.unconfirmed", subject: { channel: "telegram", id: "1" } }]);
  });

  test("a process that lost its conversation to another one stops working on it", async () => {
    const hub = createMemoryMessageHub();
    const slow = gate();
    const a = stage({
      hub,
      async handle(entry) {
        await slow.opened;
        return echo(entry);
      },
    });
    await a.road.start();
    await a.road.accept(item("m1"));
    await a.road.accept(item("m2"));
    await settle();
    hub.crash(a.store);
    const b = stage({ hub });
    await b.road.start();
    await settle();
    slow.open();
    await a.clock.advance(1000);
    expect(b.delivered).toEqual(["m1", "m2"]);
    expect(a.delivered).toEqual([]);
  });
});
