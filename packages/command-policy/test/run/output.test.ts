import { expect, test } from "vitest";
import type { OutputChunk } from "../../src/run.ts";
import { command, isRunning, longSleep, pipeline, run, script } from "./plans.ts";

test("[R7.2] output beyond the cap is dropped and counted, and the program goes on", async () => {
  const result = await run([pipeline(script("head -c 3000000 /dev/zero; echo end >&2; exit 5"))], {
    outputBytes: 1_000,
  });
  expect(result).toMatchObject({
    status: "exited",
    code: 5,
    stderr: "end\n",
    truncated: { stdout: 2_999_000, stderr: 0 },
  });
  expect(result.stdout).toBe("\0".repeat(1_000));
});

test("[R7.2] output that just fits is whole", async () => {
  const result = await run([pipeline(command("printf", "12345"))], { outputBytes: 5 });
  expect(result).toMatchObject({ stdout: "12345", truncated: { stdout: 0, stderr: 0 } });
});

test("[R7.2] endless output ends the run", async () => {
  const result = await run([pipeline(script("yes >&2"), command("cat"))], {
    outputBytes: 10,
    outputLimitBytes: 100_000,
  });
  expect(result).toMatchObject({ status: "output-limit", stdout: "", stderr: "y\ny\ny\ny\ny\n" });
  expect(result.truncated.stderr).toBeGreaterThan(90_000);
});

test("[R7.2] a character that comes in two pieces is read as one", async () => {
  const { stdout } = await run([
    pipeline(script("printf 'a\\303'; sleep 0.2; printf '\\251\\360\\237'; sleep 0.2; printf '\\231\\202'")),
  ]);
  expect(stdout).toBe("aé🙂");
});

test("[R7.2] what is no UTF-8 is shown as such, and a cut character is left out", async () => {
  expect((await run([pipeline(command("printf", "a\\377b\\303"))])).stdout).toBe("a\ufffdb\ufffd");
  expect((await run([pipeline(command("printf", "\\357\\273\\277x"))])).stdout).toBe("\ufeffx");
  const cut = await run([pipeline(command("printf", "ab\\303\\251"))], { outputBytes: 3 });
  expect(cut).toMatchObject({ stdout: "ab", truncated: { stdout: 1 } });
});

test("[R7.2] output is told as it comes, within the cap", async () => {
  const chunks: OutputChunk[] = [];
  const result = await run([pipeline(script("echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three"))], {
    outputBytes: 6,
    onOutput: (chunk) => chunks.push(chunk),
  });
  expect(chunks).toEqual([
    { stream: "stdout", text: "one\n" },
    { stream: "stderr", text: "two\n" },
    { stream: "stdout", text: "th" },
  ]);
  expect(result.stdout).toBe("one\nth");
});

test("[R7.2] a caller that fails on output gets its own error, and nothing runs on", async () => {
  const token = longSleep();
  const told: string[] = [];
  const running = run([pipeline(script('echo a; echo b >&2; sleep "$1"', token))], {
    onOutput: ({ text }) => {
      told.push(text);
      throw new Error("no room");
    },
  });
  await expect(running).rejects.toThrow("no room");
  expect(told).toHaveLength(1);
  expect(isRunning(token)).toBe(false);
});
