import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlanStep, PlanWhen } from "../../src/plan/plan.ts";
import { command, pipeline, run, script, when } from "./plans.ts";

const yes = pipeline(command("true"));
const no = pipeline(command("false"));
const say = (text: string): PlanStep => pipeline(command("echo", text));

test("[R7.2] steps run in order, each by the status of what ran last", async () => {
  const { stdout, steps } = await run([
    no,
    when("success", say("a")),
    when("failure", say("b")),
    when("success", say("c")),
    say("d"),
  ]);
  expect(stdout).toBe("b\nc\nd\n");
  expect(steps.map(({ kind }) => kind)).toEqual(["pipeline", "skipped", "pipeline", "pipeline", "pipeline"]);
});

test("[R7.2] the status is that of the last command that ran, and each one is reported", async () => {
  const result = await run([yes, when("success", pipeline(script("exit 3"), script("exit 4"))), when("success", yes)]);
  expect(result).toMatchObject({ status: "exited", code: 4 });
  expect(result.steps).toEqual([
    { kind: "pipeline", commands: [{ code: 0 }] },
    { kind: "pipeline", commands: [{ code: 3 }, { code: 4 }] },
    { kind: "skipped" },
  ]);
});

test("[R7.2] a command that a signal ended has the status that a shell gives it", async () => {
  expect(await run([pipeline(script("kill -USR1 $$"))])).toMatchObject({ code: 138, signal: "SIGUSR1" });
});

test("[R7.2] words reach the program as they are", async () => {
  const words = ["$HOME", "`id`", "a b", "*", "", "'\"", "\\", "a\nb", "é🙂", "-n", ";"];
  const { stdout } = await run([pipeline(command("printf", "<%s>\n", ...words))]);
  expect(stdout).toBe(words.map((word) => `<${word}>\n`).join(""));
});

const word = fc.constantFrom("a", "bc", "x-1");
const simple = fc.oneof(
  fc.constantFrom(["true"], ["false"], ["cat"]),
  fc.tuple(fc.constantFrom("echo", "printf"), word).map((words): string[] => words),
);
const pipes = fc.array(simple, { minLength: 1, maxLength: 3 });
const list = fc.tuple(
  pipes,
  fc.array(fc.tuple(fc.constantFrom<PlanWhen>("always", "success", "failure"), pipes), { maxLength: 4 }),
);
const operators = { always: ";", success: "&&", failure: "||" };

test("[R7.2] lists and pipelines do what a shell makes of them", async () => {
  const property = fc.asyncProperty(list, async ([first, rest]) => {
    const all = [["always", first], ...rest] as const;
    const texts = all.map(([condition, commands], index) => {
      const text = commands.map((words) => words.join(" ")).join(" | ");
      return index === 0 ? text : `${operators[condition]} ${text}`;
    });
    const shell = spawnSync("sh", ["-c", texts.join(" ")], { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
    const steps = all.map(([condition, commands]) =>
      when(condition, pipeline(...commands.map((words) => command(...words)))),
    );
    const result = await run(steps);
    expect(result).toMatchObject({ status: "exited", code: shell.status, stdout: shell.stdout });
  });
  await fc.assert(property, { numRuns: 60 });
});
