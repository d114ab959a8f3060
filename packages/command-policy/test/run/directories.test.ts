import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runPlan } from "../../src/run.ts";
import { chdir, command, folder, pipeline, planOf, program, run, script, when } from "./plans.ts";

const where = pipeline(command("pwd", "-P"));

function workspace(): { root: string; outside: string } {
  const [root, outside] = [folder(), folder()];
  mkdirSync(join(root, "a/b"), { recursive: true });
  writeFileSync(join(root, "file"), "");
  symlinkSync("a/b", join(root, "inside"));
  symlinkSync(outside, join(root, "outside"));
  symlinkSync("loop", join(root, "loop"));
  return { root, outside };
}

test("[R7.2] a step that changes the directory changes it for those that follow", async () => {
  const { root } = workspace();
  program(join(root, "a/greet"), "#!/bin/sh\necho hello\n");
  const steps = [
    chdir("a"),
    when("success", where),
    chdir("b"),
    where,
    chdir("../.."),
    where,
    chdir("a"),
    pipeline(command("./greet")),
  ];
  const { stdout } = await run(steps, { workspace: root, place: { cwd: root } });
  expect(stdout).toBe(`${root}/a\n${root}/a/b\n${root}\nhello\n`);
});

test.each([
  ["a symbolic link that leads out", "outside", "outside the workspace"],
  ["the parent", "..", "outside the workspace"],
  ["an absolute path", "/", "outside the workspace"],
  ["what is not there", "gone", "no such file or directory"],
  ["a file", "file", "not a directory"],
  ["a loop", "loop", "too many symbolic links encountered"],
])("[R7.2] it does not change to %s, and the rest of the list stops", async (_, path, because) => {
  const { root } = workspace();
  const steps = [chdir(path), when("success", pipeline(command("echo", "there"))), when("failure", where)];
  const result = await run(steps, { workspace: root, place: { cwd: root } });
  expect(result).toMatchObject({ code: 0, stdout: `${root}\n`, stderr: `cd: ${path}: ${because}\n` });
  expect(result.steps.slice(0, 2)).toEqual([{ kind: "chdir", code: 1 }, { kind: "skipped" }]);
  expect(await run([chdir(path)], { workspace: root, place: { cwd: root } })).toMatchObject({ code: 1 });
});

test("[R7.2] an absolute path that stays inside is entered", async () => {
  const { root } = workspace();
  const steps = [chdir(`${root}/a/b`), where, chdir(".."), where];
  const { stdout } = await run(steps, { workspace: root, place: { cwd: root } });
  expect(stdout).toBe(`${root}/a/b\n${root}/a\n`);
});

test("[R7.2] a symbolic link that stays inside is followed", async () => {
  const { root } = workspace();
  const { stdout } = await run([chdir("inside"), where], { workspace: root, place: { cwd: root } });
  expect(stdout).toBe(`${root}/a/b\n`);
});

test("[R7.2] a name that only begins like the workspace is outside", async () => {
  const { root } = workspace();
  mkdirSync(join(root, "ab"));
  const result = await run([chdir("../ab")], { workspace: join(root, "a"), place: { cwd: join(root, "a") } });
  expect(result).toMatchObject({ code: 1, stderr: "cd: ../ab: outside the workspace\n" });
});

test("[R7.4] it starts where the plan says, else where the caller says, and only in the workspace", async () => {
  const { root, outside } = workspace();
  const o = { env: {}, workspace: root };
  const plan = (cwd?: string): ReturnType<typeof planOf> => {
    const { cwd: _, ...rest } = planOf([where]);
    return planOf("steps" in rest ? rest.steps : [], cwd === undefined ? {} : { cwd });
  };
  expect(await runPlan(plan(`${root}/a`), { ...o, cwd: "/" })).toMatchObject({ stdout: `${root}/a\n` });
  for (const cwd of ["/", outside, join(root, "outside"), join(root, "gone"), join(root, "file"), "a", "."]) {
    expect(await runPlan(plan(cwd), o)).toMatchObject({ status: "refused" });
  }
  expect(await runPlan(plan(root), { ...o, workspace: join(root, "gone") })).toMatchObject({ status: "refused" });
});

test("[R7.4] putting another directory in its place changes nothing", async () => {
  const { root } = workspace();
  const swap = script('mv "$1/a" "$1/moved" && ln -s / "$1/a"', root);
  const { stdout } = await run([pipeline(swap), where, chdir("b"), where], {
    workspace: root,
    place: { cwd: join(root, "a") },
  });
  expect(stdout).toBe(`${root}/moved\n${root}/moved/b\n`);
});
