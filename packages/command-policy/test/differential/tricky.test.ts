import { compileCommandPolicy } from "@moltbot/command-policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRecorder, type Recorder } from "./bash.ts";
import { differences, expectedOf } from "./expect.ts";
import { allowlist } from "./names.ts";
import { plainLines, shellLines, type Tricky } from "./tricky.ts";

const policy = compileCommandPolicy({ allowlist });
const place = { cwd: "/workspace", workspace: "/workspace" };
const titled = (lines: readonly Tricky[]) =>
  lines.map(([line, ...argvs]) => ({ title: JSON.stringify(line), line, argvs }));

let recorder: Recorder;
beforeAll(async () => {
  recorder = await openRecorder();
});
afterAll(() => recorder?.close());

async function ranBy(line: string): Promise<readonly string[]> {
  const { ran } = await recorder.run(line);
  return ran.map(({ argv }) => JSON.stringify(argv)).toSorted();
}

const sorted = (argvs: readonly (readonly string[])[]) => argvs.map((argv) => JSON.stringify(argv)).toSorted();

describe("tricky lines", () => {
  test.each(titled(plainLines))("[R7.2] runs unasked what bash runs: $title", async ({ line, argvs }) => {
    const { decision, because, plan } = policy.judge(line, place);
    expect(decision, because).toBe("allow");
    if (plan === undefined) throw new Error("What may run has a plan.");
    expect(differences(expectedOf(plan), await recorder.run(line))).toEqual([]);
    expect(await ranBy(line)).toEqual(sorted(argvs));
  });

  test.each(titled(shellLines))("[R7.2] never runs unasked: $title", async ({ line, argvs }) => {
    expect(policy.judge(line, place).decision).not.toBe("allow");
    expect(await ranBy(line)).toEqual(sorted(argvs));
  });
});
