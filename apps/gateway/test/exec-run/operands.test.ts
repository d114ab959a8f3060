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

test("[R7.4] nor is one left out that stands in a redirection, in a line of its own, or below another directory", () => {
  expect(read("sh < job.sh > out").files).toContain("/w/job.sh");
  expect(read("cd sub && sh job.sh > out").files).toContain("/w/sub/job.sh");
  expect(read("(cd sub; cd deep && sh job.sh)").files).toContain("/w/sub/deep/job.sh");
  expect(read("sh -c 'cd \"sub\" && sh ./job.sh'").files).toContain("/w/sub/job.sh");
  expect(read("env -C sub sh job.sh").files).toContain("/w/sub/job.sh");
  expect(read("make --directory=sub -f own.mk").files).toContain("/w/sub/own.mk");
  expect(read("bash -c '. lib.sh; echo $(cat list)'").files).toEqual(expect.arrayContaining(["/w/lib.sh", "/w/list"]));
});

test("[R7.4] what names more than can be looked at is not asked about", () => {
  const words = (count: number): string => Array.from({ length: count }, (_, n) => `a${n}`).join(" ");
  expect(read(`sh ${words(500)} last.sh`).files).toContain("/w/last.sh");
  expect(() => read(`sh ${words(600)} last.sh`)).toThrow("could be files");
});
