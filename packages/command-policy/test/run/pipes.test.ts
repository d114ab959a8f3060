import { expect, test } from "vitest";
import type { PlanCommand, PlanRedirect } from "../../src/plan/plan.ts";
import { command, pipeline, run, script, when } from "./plans.ts";

const redirected = (one: PlanCommand, ...redirects: PlanRedirect[]): PlanCommand => ({ ...one, redirects });
const both = script("echo out; echo err >&2");

test("[R7.2] an endless writer ends when its reader has had enough", async () => {
  const { stdout, steps, stderr } = await run([pipeline(command("yes"), command("head", "-n", "2"))]);
  expect([stdout, stderr]).toEqual(["y\ny\n", ""]);
  expect(steps).toEqual([{ kind: "pipeline", commands: [{ code: 141, signal: "SIGPIPE" }, { code: 0 }] }]);
});

test("[R7.2] a writer ends when its reader could not start", async () => {
  const result = await run([pipeline(command("yes"), command("no-such-program"))]);
  expect(result).toMatchObject({ code: 127 });
  expect(result.steps).toEqual([{ kind: "pipeline", commands: [{ code: 141, signal: "SIGPIPE" }, { code: 127 }] }]);
});

test("[R7.2] a reader hears the end of a writer that could not start", async () => {
  const result = await run([pipeline(command("no-such-program"), command("wc", "-c"))]);
  expect(result).toMatchObject({ code: 0, stderr: "no-such-program: command not found\n" });
  expect(result.stdout.trim()).toBe("0");
});

test("[R7.2] commands of a pipeline run at the same time, and data passes whole", async () => {
  const many = pipeline(
    command("head", "-c", "30000000", "/dev/zero"),
    command("cat"),
    command("cat"),
    command("wc", "-c"),
  );
  expect((await run([many])).stdout.trim()).toBe("30000000");
});

test("[R7.2] programs can open their pipes again, also when nobody is at the other end any more", async () => {
  const late = script("sleep 0.2; cat /dev/stdin | tee /dev/stderr >/dev/stdout");
  const { stdout, stderr } = await run([pipeline(command("echo", "hi"), late)]);
  expect([stdout, stderr]).toEqual(["hi\n", "hi\n"]);
  expect((await run([pipeline(late)], { stdin: "given" })).stdout).toBe("given");
  const { steps } = await run([pipeline(script("sleep 0.2; exec yes >/dev/stdout"), command("true"))]);
  expect(steps).toEqual([{ kind: "pipeline", commands: [{ code: 141, signal: "SIGPIPE" }, { code: 0 }] }]);
});

test("[R7.2] standard error of every command is collected", async () => {
  const { stdout, stderr } = await run([pipeline(both, both)]);
  expect([stdout, stderr]).toEqual(["out\n", "err\nerr\n"]);
});

test.each<[string, PlanRedirect[], string, string]>([
  ["2>&1", [{ fd: 2, to: 1 }], "out\nerr\n", ""],
  ["1>&2", [{ fd: 1, to: 2 }], "", "out\nerr\n"],
  [">/dev/null", [{ fd: 1, to: "null" }], "", "err\n"],
  [
    ">/dev/null 2>&1",
    [
      { fd: 1, to: "null" },
      { fd: 2, to: 1 },
    ],
    "",
    "",
  ],
  [
    "2>&1 >/dev/null",
    [
      { fd: 2, to: 1 },
      { fd: 1, to: "null" },
    ],
    "err\n",
    "",
  ],
  ["2>&2", [{ fd: 2, to: 2 }], "out\n", "err\n"],
])("[R7.2] redirections apply in order: %s", async (_, redirects, stdout, stderr) => {
  expect(await run([pipeline(redirected(both, ...redirects))])).toMatchObject({ stdout, stderr });
});

test("[R7.2] redirections come after the pipe", async () => {
  const { stdout, stderr } = await run([pipeline(redirected(both, { fd: 2, to: 1 }), command("sort"))]);
  expect([stdout, stderr]).toEqual(["err\nout\n", ""]);
  const swapped = redirected(both, { fd: 2, to: 1 }, { fd: 1, to: "null" });
  expect((await run([pipeline(swapped, command("cat"))])).stdout).toBe("err\n");
});

test("[R7.2] what a shell would say of a command goes where its errors go", async () => {
  const missing = redirected(command("no-such-program"), { fd: 2, to: 1 });
  expect((await run([pipeline(missing, command("cat"))])).stdout).toBe("no-such-program: command not found\n");
});

test("[R7.2] without input there is none, rather than the host's", async () => {
  const { stdout } = await run([pipeline(script("readlink /proc/self/fd/0; cat"))]);
  expect(stdout).toBe("/dev/null\n");
});

test("[R7.2] input reaches the first command of a pipeline, and the next one gets what it left", async () => {
  const line = script("read -r line; echo got $line");
  const { stdout } = await run([pipeline(line, command("cat")), when("success", pipeline(command("cat")))], {
    stdin: "one\ntwo\n",
  });
  expect(stdout).toBe("got one\ntwo\n");
});

test("[R7.2] input that nobody reads holds nothing up", async () => {
  const result = await run([pipeline(command("true"))], { stdin: new Uint8Array(5_000_000) });
  expect(result).toMatchObject({ status: "exited", code: 0 });
});

test("[R7.2] input is passed on byte for byte", async () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
  const { stdout } = await run([pipeline(command("cat"), command("cksum"))], { stdin: bytes });
  const { stdout: same } = await run([pipeline(command("cksum"))], { stdin: bytes });
  expect([stdout, stdout.split(" ")[1]?.trim()]).toEqual([same, "200000"]);
});

test("[R7.2] a program gets no other open file of the host", async () => {
  const { stdout } = await run([
    pipeline(
      command("cat"),
      script('for fd in /proc/$$/fd/*; do case $(readlink "$fd") in */moltbot-run-*) basename "$fd";; esac; done'),
    ),
  ]);
  expect(stdout).toBe("0\n1\n2\n");
});
