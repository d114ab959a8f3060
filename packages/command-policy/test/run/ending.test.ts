import { expect, test } from "vitest";
import { runPlan } from "../../src/run.ts";
import { command, isRunning, longSleep, pipeline, planOf, run, script } from "./plans.ts";

/** Scripts whose processes sleep for `$1`, and say so when all have started. */
const trees: [string, string][] = [
  ["a child", 'echo up; sleep "$1"'],
  ["grandchildren", '(sleep "$1" & sleep "$1") & echo up; wait'],
  ["a session of its own", 'setsid sleep "$1" & echo up; wait'],
  ["an orphan in a session of its own", 'setsid -f sleep "$1"; echo up; exec sleep "$1"'],
  ["a double fork", '( (setsid sleep "$1" >/dev/null 2>&1 &) & ); echo up; sleep "$1"'],
  ["an orphan without its environment", '(env -i sleep "$1" >/dev/null 2>&1 &); echo up; sleep "$1"'],
  ["an orphan with nothing but the pipes", 'env -i setsid -f sleep "$1"; echo up; sleep "$1"'],
  ["one that does not listen", 'trap "" TERM; echo up; sleep "$1" & while :; do wait; sleep "$1"; done'],
  ["one that is halted", 'setsid sh -c \'kill -STOP $$; sleep "$1"\' sh "$1" & echo up; sleep "$1"'],
];

test.each(trees)("[R7.2] the end of time ends %s", async (_, text) => {
  const token = longSleep();
  const result = await run([pipeline(script(text, token)), pipeline(command("echo", "never"))], {
    timeoutMs: 400,
    killAfterMs: 200,
  });
  expect(result).toMatchObject({ status: "timed-out", stdout: "up\n", survivors: [] });
  expect(isRunning(token)).toBe(false);
});

test.each(trees)("[R7.2] cancelling ends %s", async (_, text) => {
  const token = longSleep();
  const control = new AbortController();
  const result = await run([pipeline(command("cat"), script(text, token), command("cat"))], {
    killAfterMs: 200,
    signal: control.signal,
    onOutput: () => control.abort(),
  });
  expect(result).toMatchObject({ status: "cancelled", stdout: "up\n", survivors: [] });
  expect(isRunning(token)).toBe(false);
});

test("[R7.2] what was cancelled before does not start", async () => {
  const result = await run([pipeline(command("echo", "started"))], { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ status: "cancelled", stdout: "", steps: [] });
});

test("[R7.2] cancelling afterwards changes nothing", async () => {
  const control = new AbortController();
  const result = await run([pipeline(command("echo", "done"))], { signal: control.signal });
  control.abort();
  expect(result).toMatchObject({ status: "exited", code: 0, stdout: "done\n" });
});

test("[R7.2] no time at all is over at once", async () => {
  expect((await run([pipeline(command("sleep", longSleep()))], { timeoutMs: 0 })).status).toBe("timed-out");
  const endless = await run([pipeline(command("true"))], { timeoutMs: Number.POSITIVE_INFINITY });
  expect(endless.status).toBe("exited");
});

test("[R7.2] a program may use its last moments", async () => {
  const tidy = 'trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.05; done';
  const control = new AbortController();
  const result = await run([pipeline(script(tidy))], {
    killAfterMs: 20_000,
    signal: control.signal,
    onOutput: () => control.abort(),
  });
  expect(result).toMatchObject({ status: "cancelled", stdout: "up\nbye\n" });
  expect(result.steps).toEqual([{ kind: "pipeline", commands: [{ code: 0 }] }]);
});

test.each([
  ["in the background", 'sleep "$1" & echo done'],
  ["detached", 'setsid -f sleep "$1" >/dev/null 2>&1; echo done'],
  ["and does not listen", '(trap "" TERM; sleep "$1") & sleep 0.2; echo done'],
  ["and writes on", '(setsid sh -c "echo $1; exec yes" sh "$1" >&2 &) ; echo done'],
])("[R7.2] what a program leaves behind %s is ended, and holds nothing up", async (_, text) => {
  const token = longSleep();
  const result = await run([pipeline(script(text, token))], { killAfterMs: 200 });
  expect(result).toMatchObject({ status: "exited", code: 0, stdout: "done\n", survivors: [] });
  expect(isRunning(token)).toBe(false);
});

test("[R7.2] what a step leaves running serves the next steps", async () => {
  const token = longSleep();
  const alive = script('grep -lazF "$1" /proc/[0-9]*/cmdline | grep -q . && echo alive', `${token}x`.slice(0, -1));
  const result = await run([pipeline(script('setsid -f sleep "$1" >/dev/null', token)), pipeline(alive)]);
  expect(result.stdout).toBe("alive\n");
  expect(isRunning(token)).toBe(false);
});

test("[R7.2] runs at the same time do not end each other", async () => {
  const tokens = [longSleep(), longSleep()] as const;
  const control = new AbortController();
  const long = run([pipeline(script('setsid -f sleep "$1"; echo up; exec sleep "$1"', tokens[0]))], {
    signal: control.signal,
  });
  const short = await run([pipeline(script('echo up; exec sleep "$1"', tokens[1]))], { timeoutMs: 500 });
  expect(short.status).toBe("timed-out");
  expect(tokens.map(isRunning)).toEqual([true, false]);
  control.abort();
  expect((await long).status).toBe("cancelled");
  expect(tokens.map(isRunning)).toEqual([false, false]);
});

test("[R7.2] numbers that are none are refused", async () => {
  const plan = planOf([pipeline(command("true"))]);
  for (const name of ["timeoutMs", "killAfterMs", "outputBytes", "outputLimitBytes"]) {
    for (const value of [Number.NaN, -1]) {
      const result = await runPlan(plan, { env: {}, [name]: value });
      expect(result).toMatchObject({ status: "refused", because: `${name} is not a number from 0.` });
    }
  }
});
