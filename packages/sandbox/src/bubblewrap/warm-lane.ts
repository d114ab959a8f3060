import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { type Clock, plainText, type Random } from "@moltbot/core";
import { deferred } from "../deferred.ts";
import type { CellSpec } from "../engine.ts";
import { createLane, type Lane, type LaneWire } from "../lane/lane.ts";
import { obeys } from "../lane/obeys.ts";
import { unavailable } from "../trouble.ts";
import { innerShell } from "./arguments.ts";
import { inheritedDescriptors } from "./descriptors.ts";
import { openWarmLane } from "./lane-script.ts";

/** What every lane of a cell is made from. */
export interface Setup {
  /** Path of `bwrap`. */
  readonly program: string;
  /** The file that is its shell inside. */
  readonly shell: string;
  readonly spec: CellSpec;
  readonly args: readonly string[];
  readonly filter: Buffer;
  /** Whom the host sees; the gateway's own user unless that is root. */
  readonly as?: { readonly uid: number; readonly gid: number };
  readonly clock: Clock;
  readonly random: Random;
}

/** Namespaces of their own with a shell that stays, for one call at a time. */
export interface WarmLane extends Lane {
  /** The first process in it, as the host counts. */
  readonly pid: number;
  /** Ends everything in it; settles when that is done. */
  end(): Promise<void>;
  /** When nothing of it runs any more; never rejects. */
  readonly closed: Promise<void>;
}

/** The descriptors of `bwrap`. What it says about the sandbox comes on one that nobody inside has. */
export const descriptors = { args: 3, filter: 4, status: 5, shell: 6 } as const;

const startsWithinMs = 20_000;

/** Starts one. Rejects with `unavailable`, and leaves nothing behind then. */
export async function startLane(setup: Setup): Promise<WarmLane> {
  // Each lane reads it from its beginning.
  const shell = await open(setup.shell, "r").catch((error: unknown) => {
    throw unavailable(`${setup.shell} cannot be read`, "Give bubblewrap a root file system that can be.", error);
  });
  const nothing = await open("/dev/null", "r+");
  try {
    return await introduce(setup, launch(setup, { shell: shell.fd, nothing: nothing.fd }));
  } finally {
    await Promise.all([shell.close(), nothing.close()]);
  }
}

async function introduce(setup: Setup, child: ChildProcess): Promise<WarmLane> {
  const closed = deferred<void>();
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  child.once("close", () => closed.resolve());
  const end = (): Promise<void> => {
    child.kill("SIGKILL");
    return closed.promise;
  };
  const lane = createLane(wireOf(child), setup.random);
  let complaint = "";
  // Not by way of the lane: a broken pipe can end that before bubblewrap's last words are read.
  const note = (data: Buffer): void => {
    if (complaint.length < 500) complaint += data.toString("utf8");
  };
  child.stderr?.on("data", note);
  const introduced = lane.ask(openWarmLane);
  const [answer, pid] = await Promise.all([
    obeys(setup.clock, introduced, startsWithinMs),
    Promise.race([readPid(child), closed.promise.then(() => 0)]),
  ]);
  if (answer && answer.value !== 0 && pid) {
    child.stderr?.off("data", note);
    return { ...lane, pid, end, closed: closed.promise };
  }
  await end();
  const because = answer?.value === 0 ? "its system has no setsid" : (failure?.message ?? plainText(complaint));
  throw unavailable(`bubblewrap could not start a sandbox: ${because}`, remedy(because, setup.as?.uid), failure);
}

/** A process of root gives way to a user of no rights, who has to reach the workspace as well. */
function remedy(because: string, uid: number | undefined): string {
  if (uid === undefined || !/source path .*: Permission denied/.test(because)) return "Use the engine docker.";
  return `Let user ${uid} pass through the directories above it (chmod o+x), or use the engine docker.`;
}

function launch({ program, args, filter, as }: Setup, fds: { shell: number; nothing: number }): ChildProcess {
  const { args: a, filter: f, status: s } = descriptors;
  const told = ["--args", String(a), "--seccomp", String(f), "--json-status-fd", String(s), "--", innerShell];
  const stdio: ("pipe" | "ignore" | number)[] = ["pipe", "pipe", "pipe", "pipe", "pipe", "pipe", fds.shell];
  // What this process inherited from its parent is nothing for a sandbox.
  for (const fd of inheritedDescriptors()) {
    while (stdio.length < fd) stdio.push("ignore");
    if (fd >= stdio.length) stdio.push(fds.nothing);
  }
  const child = spawn(program, told, { cwd: "/", env: { PATH: "/usr/bin:/bin" }, stdio, ...as });
  feed(child, a, `${args.join("\0")}\0`);
  feed(child, f, filter);
  return child;
}

function feed(child: ChildProcess, fd: number, data: string | Uint8Array): void {
  const stream = child.stdio[fd] as Writable | null | undefined;
  stream?.on("error", () => {});
  stream?.end(data);
}

function wireOf(child: ChildProcess): LaneWire {
  const { stdin, stdout, stderr } = child;
  return {
    listen(on) {
      stdout?.on("data", (data: Buffer) => on.data({ stream: "stdout", data }));
      stderr?.on("data", (data: Buffer) => on.data({ stream: "stderr", data }));
      for (const stream of [stdin, stdout, stderr]) stream?.on("error", (error: Error) => on.end(error.message));
      child.once("error", (error) => on.end(error.message));
      child.once("close", () => on.end("its supervisor ended"));
    },
    write: (code) => void stdin?.write(code),
    close: () => void child.kill("SIGKILL"),
  };
}

function readPid(child: ChildProcess): Promise<number> {
  const found = deferred<number>();
  let text = "";
  const status = Object.values(child.stdio)[descriptors.status] as Readable | null | undefined;
  status?.on("error", () => {});
  status?.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString("latin1")).slice(-4096);
    const pid = /"child-pid": (\d+)/.exec(text)?.[1];
    if (pid) found.resolve(Number(pid));
  });
  return found.promise;
}
