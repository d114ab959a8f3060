import { randomInt } from "node:crypto";
import { compileCommandPolicy } from "@moltbot/command-policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forEachLine, openRecorder, type Recorder } from "./bash.ts";
import { budget, seedOr } from "./budget.ts";
import { describeDifference, differences, expectedOf } from "./expect.ts";
import { generate } from "./generate.ts";
import { allowlist } from "./names.ts";

const seed = seedOr(randomInt(2 ** 31));
const place = { cwd: "/workspace", workspace: "/workspace" };

let recorder: Recorder;
beforeAll(async () => {
  recorder = await openRecorder();
});
afterAll(() => recorder?.close());

describe("the strict reader and bash", () => {
  test(
    "[R7.2] a line that may run unasked runs in bash exactly the commands of its plan",
    async () => {
      const policy = compileCommandPolicy({ allowlist });
      const found: string[] = [];
      let allowed = 0;
      await forEachLine(generate(seed, budget), async (line) => {
        const { decision, plan } = policy.judge(line, place);
        if (decision !== "allow" || plan === undefined) return;
        allowed += 1;
        const expected = expectedOf(plan);
        const observed = await recorder.run(line);
        if (differences(expected, observed).length > 0) found.push(describeDifference(line, expected, observed));
      });
      console.info(`DIFFERENTIAL_SEED=${seed} DIFFERENTIAL_LINES=${budget}: ${allowed} lines may run unasked`);
      expect(found.slice(0, 10).join("\n\n"), `${found.length} lines differ; DIFFERENTIAL_SEED=${seed}`).toBe("");
      expect(allowed / budget).toBeGreaterThan(0.25);
    },
    60_000 + budget * 40,
  );
});
