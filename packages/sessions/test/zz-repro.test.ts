import { systemClock } from "@moltbot/core";
import { test } from "vitest";
import { createMemoryMessages, createRoad } from "../src/index.ts";
test("a hint after stop", async () => {
  const hears: ((note: string) => void)[] = [];
  const wakeups = {
    publish: async () => {},
    subscribe: async (_topic: string, hear: (note: string) => void) => {
      hears.push(hear);
      return () => new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
  const road = createRoad({
    store: createMemoryMessages(),
    clock: systemClock,
    wakeups,
    handle: async () => ({ outbox: [], history: [], events: [] }) as never,
    deliver: async () => ({ messageIds: [] }),
  });
  await road.start();
  const stopped = road.stop();
  for (const hear of hears) hear("");
  await stopped;
});
