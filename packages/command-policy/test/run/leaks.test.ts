import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { runPlan } from "../../src/run.ts";
import { chdir, command, folder, isRunning, longSleep, pipeline, planOf, run, script } from "./plans.ts";

const openFiles = (): number => readdirSync("/proc/self/fd").length;

test("[R7.2] many runs leave no file open, no process and nothing on the disk", async () => {
  const scratch = folder();
  const token = longSleep();
  const kinds = [
    () => run([pipeline(command("yes"), command("head", "-n1"), command("cat"))], { scratch, stdin: "x" }),
    () => run([chdir("tmp"), chdir("nowhere"), pipeline(command("no-such-program"), command("cat"))], { scratch }),
    () => run([pipeline(script('setsid -f sleep "$1"; echo up', token))], { scratch, killAfterMs: 100 }),
    () => run([pipeline(command("sleep", token))], { scratch, timeoutMs: 20 }),
    () => runPlan(planOf([pipeline(command("true"))]), { env: {}, scratch, workspace: "/usr" }),
    () => run([pipeline(command("cat"), command("cat"))], { scratch, signal: AbortSignal.abort() }),
  ];
  await Promise.all(kinds.map((kind) => kind()));
  const before = openFiles();
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => kinds[index % kinds.length]?.()));
  }
  expect(openFiles()).toBeLessThanOrEqual(before);
  expect(isRunning(token)).toBe(false);
  expect(readdirSync(scratch)).toEqual([]);
});
