import { sleep } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { expect, test } from "vitest";
import { whileTyping } from "../../src/flow/typing.ts";

const at = { channel: "telegram", account: "default", kind: "dm", id: "7" } as const;

test("quick work shows nothing, long work shows again and again until it ends, however it ends", async () => {
  const clock = createManualClock();
  const shown: number[] = [];
  const from = clock.now();
  const typing = async (): Promise<void> => void shown.push(clock.now() - from);
  const run = (ms: number, fails = false) =>
    whileTyping({ clock, typing }, at, async () => {
      await sleep(clock, ms);
      if (fails) throw new Error("no");
      return "done";
    });
  const quick = run(900);
  await clock.advance(5000);
  expect(await quick).toBe("done");
  expect(shown).toEqual([]);
  const slow = expect(run(9500, true)).rejects.toThrow("no");
  await clock.advance(60_000);
  await slow;
  expect(shown).toEqual([6000, 10_000, 14_000]);
});
