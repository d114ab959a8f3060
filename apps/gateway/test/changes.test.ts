import { createMemoryWakeups, silentLogger } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createChanges } from "../src/changes.ts";

async function open() {
  const clock = createManualClock(0);
  const changes = await createChanges({ wakeups: createMemoryWakeups(), clock, log: silentLogger });
  const heard: string[] = [];
  changes.watch((topic) => heard.push(`${topic} ${clock.now()}`));
  return { clock, changes, heard };
}

test("the first hint is told at once, what follows it together", async () => {
  const { clock, changes, heard } = await open();
  for (const topic of ["approvals", "approvals", "users", "approvals"] as const) changes.changed(topic);
  await clock.advance(0);
  expect(heard).toEqual(["approvals 0", "users 0"]);
  await clock.advance(100);
  expect(heard).toEqual(["approvals 0", "users 0", "approvals 100"]);
  await clock.advance(1000);
  changes.changed("approvals");
  await clock.advance(0);
  expect(heard.at(-1)).toBe("approvals 1100");
  await changes.close();
});

test("every change is followed by a hint within a tenth of a second, and there are at most ten a second", async () => {
  const waits = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(waits, async (list) => {
      const { clock, changes, heard } = await open();
      const made: number[] = [];
      for (const wait of list) {
        await clock.advance(wait);
        made.push(clock.now());
        changes.changed("approvals");
        await clock.advance(0);
      }
      await clock.advance(200);
      await changes.close();
      const times = heard.map((text) => Number(text.split(" ")[1]));
      for (const at of made) expect(times.some((told) => told >= at && told <= at + 100)).toBe(true);
      for (const [n, at] of times.slice(1).entries()) expect(at - (times[n] ?? 0)).toBeGreaterThanOrEqual(100);
    }),
    { numRuns: 50 },
  );
});
