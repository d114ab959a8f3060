import { compileCommandPolicy } from "@moltbot/command-policy";
import { expect, test } from "vitest";
import { operandsOf, programsOf } from "../../src/exec/run/operands.ts";

const policy = compileCommandPolicy({ allowlist: [] });

function read(line: string) {
  const { plan, commands } = policy.judge(line, { cwd: "/w", workspace: "/w" });
  if (plan === undefined) throw new Error("no plan");
  const words = commands.map(({ argv }) => argv);
  return { files: operandsOf(plan, words, "/w").map(({ path }) => path), programs: programsOf(plan, "/w") };
}

test("[R7.4] every word that may name a file is looked at, from the directory that it is read in", () => {
  expect(read("sh job.sh --config=c.json -fextra").files).toEqual(["/w/job.sh", "/w/c.json", "/w/extra"]);
  expect(read("cd sub && ./run me | tee out").files).toEqual(["/w/sub/run", "/w/sub/me", "/w/sub/out"]);
  expect(read("make CC=./cc").files).toContain("/w/cc");
  expect(read("sh job.sh > out").files).toContain("/w/job.sh");
});

test("[R7.4] the programs are those of the plan", () => {
  expect(read("cd sub && ./run | cat").programs).toEqual([
    { name: "./run", cwd: "/w/sub" },
    { name: "cat", cwd: "/w/sub" },
  ]);
});
