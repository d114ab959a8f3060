import { createMemoryWakeups, MoltbotError } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { createMemoryMessageHub, type MessageStore } from "../src/index.ts";
import { sampleEvent, sampleItem, sampleReply } from "../src/testing.ts";
import { echo, gate, idOf, settle, stage } from "./support.ts";

const item = sampleItem;
const down = (): never => {
  throw new MoltbotError("unavailable", "down");
};

describe("the road", () => {
  test("works on what comes in and delivers the answers", async () => {
    const { road, handled, delivered } = stage();
    await road.start();
    await Promise.all([road.accept(item("m1")), road.accept(item("m2", "2"))]);
    await settle();
    expect(handled).toEqual(["m1", "m2"]);
    expect(delivered.sort()).toEqual(["m1", "m2"]);
    await road.stop();
  });

  test("drops what comes twice", async () => {
    const { road, delivered } = stage();
    await road.start();
    await Promise.all([road.accept(item("m1")), road.accept(item("m1"))]);
    await road.accept(item("m1"));
    await settle();
    expect(delivered).toEqual(["m1"]);
  });

  test("stores what comes at once by one call, and gathers more while it is under way", async () => {
    const sizes: number[] = [];
    const busy = gate();
    const wrap = (store: MessageStore): MessageStore => ({
      ...store,
      async receive(items, now) {
        sizes.push(items.length);
        if (sizes.length === 1) await busy.opened;
        return store.receive(items, now);
      },
    });
    const { road } = stage({ wrap });
    await road.start();
    const first = ["m1", "m2", "m3"].map((id) => road.accept(item(id, id)));
    await settle();
    const second = ["m4", "m5"].map((id) => road.accept(item(id, id)));
    await settle();
    expect(sizes).toEqual([3]);
    busy.open();
    await Promise.all([...first, ...second]);
    expect(sizes).toEqual([3, 2]);
  });

  test("keeps a conversation in order and works on others meanwhile", async () => {
    const slow = gate();
    const { road, handled, delivered } = stage({
      async handle(entry) {
        if (idOf(entry) === "m1") await slow.opened;
        return echo(entry);
      },
    });
    await road.start();
    for (const [id, at] of [
      ["m1", "1"],
      ["m2", "1"],
      ["m3", "2"],
      ["m4", "1"],
    ] as const)
      await road.accept(item(id, at));
    await settle();
    expect(handled).toEqual(["m1", "m3"]);
    slow.open();
    await settle();
    expect(delivered).toEqual(["m3", "m1", "m2", "m4"]);
  });

  test("works on at most `concurrency` conversations at once and loses none", async () => {
    let now = 0;
    let most = 0;
    const { road, delivered } = stage({
      concurrency: 3,
      async handle(entry) {
        most = Math.max(most, ++now);
        await settle(2);
        now--;
        return echo(entry);
      },
    });
    await road.start();
    await Promise.all(Array.from({ length: 50 }, (_, i) => road.accept(item(`m${i}`, `${i}`))));
    await settle(300);
    expect(most).toBe(3);
    expect(new Set(delivered).size).toBe(50);
  });

  test("several answers arrive in their order, each once", async () => {
    const { road, delivered } = stage({ handle: async (entry) => echo(entry, "a", "b", "c") });
    await road.start();
    await road.accept(item("m1"));
    await settle();
    expect(delivered).toEqual(["a", "b", "c"]);
  });

  test("notices are delivered at once, behind what is on its way to the same conversation", async () => {
    const slow = gate();
    const { road, delivered, events } = stage({
      async deliver(row) {
        if (row.message.text === "m1") await slow.opened;
        return { messageIds: [] };
      },
    });
    await road.start();
    await road.accept(item("m1"));
    await settle();
    await road.notify([sampleReply("1", "notice 1"), sampleReply("2", "notice 2")], [sampleEvent("n")]);
    await settle();
    expect(delivered).toEqual(["m1", "notice 2"]);
    slow.open();
    await settle();
    expect(delivered).toEqual(["m1", "notice 2", "notice 1"]);
    expect(events.map((event) => event.ref)).toContain("n");
  });

  test("what another process stored for a conversation of ours is found by its hint, or by polling", async () => {
    for (const wakeups of [createMemoryWakeups(), undefined]) {
      const hub = createMemoryMessageHub();
      const slow = gate();
      const shared = { hub, ...(wakeups === undefined ? {} : { wakeups }) };
      const a = stage({
        ...shared,
        async handle(entry) {
          if (idOf(entry) === "m1") await slow.opened;
          return echo(entry);
        },
      });
      const b = stage(shared);
      await Promise.all([a.road.start(), b.road.start()]);
      await a.road.accept(item("m1"));
      await b.road.accept(item("m2"));
      await a.road.accept(item("m3"));
      await settle();
      slow.open();
      await settle();
      if (wakeups === undefined) await a.clock.advance(1000);
      await settle();
      expect(a.delivered).toEqual(["m1", "m2", "m3"]);
      expect(b.handled).toEqual([]);
    }
  });

  test("what was stored before the start is worked on after it", async () => {
    const hub = createMemoryMessageHub();
    const before = stage({ hub });
    await before.road.accept(item("m1"));
    await before.road.notify([sampleReply("2", "notice")], []);
    expect(before.handled).toEqual([]);
    hub.crash(before.store);
    const after = stage({ hub });
    await after.road.start();
    await settle();
    expect(after.delivered.sort()).toEqual(["m1", "notice"]);
  });

  test("stopping finishes what runs, takes nothing new, and keeps what comes for the next process", async () => {
    const slow = gate();
    const { road, handled, delivered, hub, store } = stage({
      async handle(entry) {
        await slow.opened;
        return echo(entry);
      },
    });
    await road.start();
    await road.accept(item("m1"));
    await road.accept(item("m2"));
    await settle();
    const stopped = road.stop();
    await road.accept(item("m3", "3"));
    slow.open();
    await Promise.all([stopped, road.stop()]);
    expect([handled, delivered]).toEqual([["m1"], ["m1"]]);
    hub.crash(store);
    const next = stage({ hub });
    await next.road.start();
    await settle();
    expect(next.handled).toEqual(["m2", "m3"]);
  });

  test("stopping does not wait for ever", async () => {
    const { road, clock } = stage({ handle: () => new Promise(() => {}), graceMs: 5000 });
    await road.start();
    await road.accept(item("m1"));
    await settle();
    const stopped = road.stop();
    await clock.advance(5000);
    await stopped;
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    "stopping %i steps before the start has looked for work ends both",
    async (steps) => {
      const slow = gate();
      const wrap = (store: MessageStore): MessageStore => ({
        ...store,
        async recover(now) {
          await slow.opened;
          return store.recover(now);
        },
      });
      const { road } = stage({ wrap });
      const started = road.start();
      await settle();
      slow.open();
      for (let i = 0; i < steps; i++) await Promise.resolve();
      await Promise.all([road.stop(), started]);
    },
  );

  test("an item that could not be stored is refused, not forgotten", async () => {
    let broken = true;
    const wrap = (store: MessageStore): MessageStore => ({
      ...store,
      receive: (items, now) => (broken ? down() : store.receive(items, now)),
    });
    const { road, delivered } = stage({ wrap });
    await road.start();
    await expect(road.accept(item("m1"))).rejects.toMatchObject({ code: "unavailable" });
    broken = false;
    await road.accept(item("m1"));
    await settle();
    expect(delivered).toEqual(["m1"]);
  });
});
