import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProcessTree, type ProcessTree } from "../../src/run/process-tree.ts";
import { folder, isRunning, longSleep } from "./plans.ts";

const traces = { variable: "MOLTBOT_RUN=mine", pipes: "/tmp/moltbot-run-x/" };

/** Starts a tree in a session of its own; resolves when it says that it is up. */
async function start(text: string, token: string): Promise<number> {
  const child = spawn("sh", ["-c", text, "sh", token], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: {},
  });
  await once(child.stdout, "data");
  return child.pid ?? 0;
}

test.each([
  ["with", "/proc"],
  ["without", "/no/such/proc"],
])("[R7.2] a group is ended %s a list of processes", async (_, proc) => {
  const token = longSleep();
  const tree = createProcessTree({ ...traces, proc });
  expect(tree.find()).toEqual([]);
  tree.add(await start('trap "" TERM; (sleep "$1" & sleep "$1") & echo up; sleep "$1"', token));
  expect(tree.find().length).toBeGreaterThan(0);
  await tree.end(50);
  expect(isRunning(token)).toBe(false);
});

/** What the made-up system says of a process. */
interface Made {
  readonly parent?: number;
  readonly session?: number;
  readonly start?: number;
  readonly state?: string;
  readonly threads?: number;
  readonly environ?: string;
  readonly open?: string;
  readonly name?: string;
}

/** A system with a list of processes of its own, of which 100 was started by the run at time 50. */
function system(): { tree: ProcessTree; put: (pid: number, made: Made) => void; drop: (pid: number) => void } {
  const proc = folder();
  const put = (pid: number, made: Made): void => {
    const at = join(proc, String(pid));
    mkdirSync(join(at, "fd"), { recursive: true });
    const { state = "S", parent = 1, session = 1, threads = 1, start = 60, name = "x" } = made;
    const unused = Array(10).fill("0").join(" ");
    const stat = `${pid} (${name}) ${state} ${parent} ${session} ${session} 0 -1 ${unused} 20 ${threads} 0 ${start} 1 1`;
    // Fields 8 to 19 of the real list are counters and priorities.
    writeFileSync(join(at, "stat"), stat);
    writeFileSync(join(at, "environ"), made.environ ?? "A=b\0");
    if (made.open !== undefined) symlinkSync(made.open, join(at, "fd/7"));
  };
  mkdirSync(join(proc, "self"));
  writeFileSync(join(proc, "self/stat"), "");
  put(1, { parent: 0, start: 1 });
  put(100, { parent: process.pid, session: 100, start: 50 });
  const tree = createProcessTree({ ...traces, proc });
  tree.add(100);
  return { tree, put, drop: (pid) => rmSync(join(proc, String(pid)), { recursive: true }) };
}

test.each<[string, Made]>([
  ["a child", { parent: 100, session: 101 }],
  ["a member of the session", { session: 100 }],
  ["a process with the mark", { environ: "A=b\0MOLTBOT_RUN=mine\0C=d\0" }],
  ["a process with a pipe", { open: "/tmp/moltbot-run-x/0 (deleted)" }],
  ["a child with a misleading name", { parent: 100, name: "x) Z 1 1 (1" }],
  ["a child whose first thread has ended", { parent: 100, state: "Z", threads: 2 }],
])("[R7.2] %s belongs to the run, and so does what comes of it", (_, made) => {
  const { tree, put, drop } = system();
  put(90, { parent: 101 });
  put(101, made);
  put(102, { parent: 90, session: 102 });
  expect([...tree.find()].sort()).toEqual([100, 101, 102, 90].sort());
  drop(90);
  drop(101);
  put(103, { session: 102 });
  put(104, { parent: 102 });
  expect([...tree.find()].sort()).toEqual([100, 102, 103, 104]);
});

test.each<[string, Made]>([
  ["a stranger", {}],
  ["an older process", { parent: 1, start: 49, environ: "MOLTBOT_RUN=mine\0" }],
  ["one with another mark", { environ: "X=MOLTBOT_RUN=mine\0MOLTBOT_RUN=mine2\0" }],
  ["one with another pipe", { open: "/tmp/moltbot-run-xy/0" }],
  ["a child of the host that was just forked", { parent: process.pid, open: "/tmp/moltbot-run-x/0" }],
  ["a child that has ended", { parent: 100, state: "Z" }],
])("[R7.2] %s is left alone", (_, made) => {
  const { tree, put } = system();
  put(101, made);
  expect(tree.find()).toEqual([100]);
});

test("[R7.2] a number that went to somebody else leads to nobody", () => {
  const { tree, put, drop } = system();
  drop(100);
  put(100, { parent: 1, session: 100, start: 70 });
  put(101, { parent: 100, session: 100, start: 71 });
  expect(tree.find()).toEqual([]);
});

test("[R7.2] a session outlives its leader", () => {
  const { tree, put, drop } = system();
  drop(100);
  put(101, { session: 100 });
  expect(tree.find()).toEqual([101]);
});
