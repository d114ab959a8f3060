import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Wakeups } from "../coordination.ts";
import { type OpenedTwice, uniqueKey } from "./pair.ts";

/** What every {@link Wakeups} keeps while its store is up. `open` is called once; hints cross between the handles. */
export function testWakeups(name: string, open: () => Promise<OpenedTwice<Wakeups>>): void {
  describe(`wake-ups: ${name}`, () => {
    let opened: OpenedTwice<Wakeups>;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test("a hint reaches every listener of its topic, on both processes, with its note", async () => {
      const topic = uniqueKey("topic");
      const heard: Promise<string>[] = [];
      const stops: (() => Promise<void>)[] = [];
      for (const side of [opened.first, opened.first, opened.second]) {
        let hear: (note: string) => void = () => {};
        heard.push(new Promise((resolve) => (hear = resolve)));
        stops.push(await side.subscribe(topic, hear));
      }
      await opened.first.publish(topic, "pair_1 ✓");
      expect(await Promise.all(heard)).toEqual(["pair_1 ✓", "pair_1 ✓", "pair_1 ✓"]);
      for (const stop of stops) await stop();
    });

    test("topics do not touch each other, a listener that left hears nothing, one that throws harms nobody", async () => {
      const [topic, other] = [uniqueKey("topic"), uniqueKey("topic")];
      const notes: string[] = [];
      const leave = await opened.second.subscribe(topic, (note) => notes.push(`left:${note}`));
      await opened.second.subscribe(other, (note) => notes.push(`other:${note}`));
      const stopThrowing = await opened.second.subscribe(topic, () => {
        throw new Error("a listener's own fault");
      });
      await leave();
      await leave();
      let hear: (note: string) => void = () => {};
      const last = new Promise<string>((resolve) => (hear = resolve));
      const stop = await opened.second.subscribe(topic, hear);
      await opened.first.publish(topic);
      expect(await last).toBe("");
      expect(notes).toEqual([]);
      await stopThrowing();
      await stop();
    });

    test("publishing to nobody is fine", async () => {
      await opened.first.publish(uniqueKey("topic"), "nobody");
    });
  });
}
