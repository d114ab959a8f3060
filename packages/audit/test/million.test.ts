import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("support/million.ts", import.meta.url));

test.each([
  ["csv", 1_000_001],
  ["json", 1_000_002],
])("[R9.5] a million records as %s need no more than a heap of 32 MB", async (format, lines) => {
  const options = ["--max-old-space-size=32", "--conditions=@moltbot/source", program, format];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  const out: { lines: number; bytes: number } = JSON.parse(stdout);
  expect(out.lines).toBe(lines);
  expect(out.bytes).toBeGreaterThan(250_000_000);
});
