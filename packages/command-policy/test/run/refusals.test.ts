import fc from "fast-check";
import { expect, test } from "vitest";
import { argvPlan, planDigest, shellPlan } from "../../src/plan/make-plan.ts";
import type { CommandPlan } from "../../src/plan/plan.ts";
import { type RunResult, runPlan } from "../../src/run.ts";
import { command, pipeline, planOf } from "./plans.ts";

const echo = planOf([pipeline(command("echo", "hi"))]);
const stored = (plan: CommandPlan): CommandPlan => JSON.parse(JSON.stringify(plan)) as CommandPlan;
const go = (plan: unknown, o = {}): Promise<RunResult> => runPlan(plan as CommandPlan, { env: {}, ...o });

test("[R7.4] what runs is what was approved", async () => {
  expect(await go(echo, { expectDigest: echo.digest })).toMatchObject({ status: "exited", stdout: "hi\n" });
  expect(await go(stored(echo), { expectDigest: echo.digest })).toMatchObject({ status: "exited", stdout: "hi\n" });
  const other = planOf([pipeline(command("echo", "hi "))]);
  expect(await go(other, { expectDigest: echo.digest })).toMatchObject({
    status: "refused",
    because: "The plan is not the one that was approved.",
  });
  expect(await go(echo, { expectDigest: "" })).toMatchObject({ status: "refused" });
});

test("[R7.4] a stored plan that was altered is refused", async () => {
  for (const change of [{ cwd: "/tmp" }, { env: ["LD_PRELOAD"] }, { digest: "0".repeat(64) }]) {
    expect(await go({ ...stored(echo), ...change })).toMatchObject({
      status: "refused",
      because: "The plan is not what its digest says.",
    });
  }
});

test("[R7.4] changing a plan after it was handed over changes nothing", async () => {
  const plan = stored(echo) as unknown as { steps: { commands: { argv: string[] }[] }[] };
  const running = go(plan, { expectDigest: echo.digest });
  plan.steps[0]?.commands[0]?.argv.splice(0, 2, "false");
  expect(await running).toMatchObject({ status: "exited", code: 0, stdout: "hi\n" });
});

test("[R7.2] a line that needs a shell is for a sandbox", async () => {
  expect(await go(shellPlan("echo $HOME", { cwd: "/", env: [] }))).toMatchObject({
    status: "refused",
    because: "The line needs a shell, and only a sandbox may run one.",
  });
});

test("[R7.2] it is said where to start, or nothing starts", async () => {
  const plan = argvPlan([pipeline(command("pwd"))], { env: [] });
  expect(await go(plan)).toMatchObject({ status: "refused" });
  expect(await go(plan, { cwd: "tmp" })).toMatchObject({ status: "refused" });
  expect(await go(plan, { cwd: "/" })).toMatchObject({ status: "exited", stdout: "/\n" });
});

test("[R7.2] without a place for its pipes nothing starts", async () => {
  expect(await go(echo, { scratch: "/no/such/directory" })).toMatchObject({ status: "refused" });
});

/** A stored plan with other fields, and the digest that belongs to them. */
function signed(fields: Record<string, unknown>): unknown {
  const plan = { ...stored(echo), ...fields } as CommandPlan;
  try {
    return { ...plan, digest: planDigest(plan) };
  } catch {
    return plan; // what cannot even be digested keeps the old one
  }
}

const withStep = (step: unknown): unknown => signed({ steps: [step] });
const withCommand = (one: unknown): unknown => withStep({ kind: "pipeline", when: "always", commands: [one] });
const withArgv = (argv: unknown): unknown => withCommand({ argv, redirects: [] });
const withRedirect = (redirect: unknown): unknown => withCommand({ argv: ["true"], redirects: [redirect] });

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["text", "echo hi"],
  ["a list", [echo]],
  ["no steps", signed({ steps: [] })],
  ["another kind", signed({ kind: "exec" })],
  ["a field of another version", signed({ user: "root" })],
  ["an environment that is text", signed({ env: "PATH" })],
  ["a name with =", signed({ env: ["A=b"] })],
  ["a name with NUL", signed({ env: ["A\0"] })],
  ["an empty name", signed({ env: [""] })],
  ["a directory with NUL", signed({ cwd: "/\0" })],
  ["a step of another kind", withStep({ kind: "loop", when: "always", commands: [] })],
  ["another condition", withStep({ kind: "chdir", when: "later", path: "/" })],
  ["a step of another version", withStep({ kind: "chdir", when: "always", path: "/", sandbox: true })],
  ["no directory", withStep({ kind: "chdir", when: "always", path: "" })],
  ["no commands", withStep({ kind: "pipeline", when: "always", commands: [] })],
  ["a crowd", withStep({ kind: "pipeline", when: "always", commands: Array(257).fill(command("true")) })],
  ["no words", withArgv([])],
  ["an empty name", withArgv([""])],
  ["a number", withArgv(["echo", 1])],
  ["NUL", withArgv(["echo", "a\0b"])],
  ["half a character", withArgv(["echo", "\ud800"])],
  ["a gap", withArgv(["echo", undefined, "b"])],
  ["another descriptor", withRedirect({ fd: 3, to: 1 })],
  ["a file", withRedirect({ fd: 1, to: "/etc/passwd" })],
  ["a redirection of another version", withRedirect({ fd: 1, to: "null", append: true })],
])("[R7.2] %s is no plan", async (_, plan) => {
  expect(await go(plan)).toMatchObject({
    status: "refused",
    because: "This is not a plan that this version can run.",
  });
});

test("[R7.2] whatever is handed over, nothing throws and nothing that is no plan runs", async () => {
  const property = fc.asyncProperty(fc.anything({ withNullPrototype: true }), async (value) => {
    expect(await go(value)).toMatchObject({ status: "refused" });
    expect(await go({ ...stored(echo), steps: value })).toMatchObject({ status: "refused" });
  });
  await fc.assert(property, { numRuns: 200 });
});
