import { type ChildProcess, spawn } from "node:child_process";
import { kill } from "node:process";
import type { Readable, Writable } from "node:stream";
import { type Clock, plainText } from "@moltbot/core";
import type { Call, CellSpec, RunningCall } from "../engine.ts";
import { unavailable } from "../trouble.ts";
import { programArguments, variableArguments } from "./arguments.ts";
import { descendants, ownMemory } from "./processes.ts";

/** What every call of a cell starts from. */
export interface Frame {
  readonly program: string;
  readonly spec: CellSpec;
  /** Arguments that all calls share. */
  readonly args: readonly string[];
  readonly filter: Buffer;
  /** Whom the host sees; the gateway's own user unless that is root. */
  readonly as?: { readonly uid: number; readonly gid: number };
  readonly clock: Clock;
}

const watchEveryMs = 100;

interface Status {
  readonly childPid?: number;
  readonly exitCode?: number;
}

/**
 * Starts a program in namespaces of its own. When its first process is gone, the kernel ends everything that is left in
 * them; when this process is gone, too. What `bwrap` says about it comes on a pipe that the program does not have.
 */
export function startCall(frame: Frame, call: Call): RunningCall {
  const pipes = ["--args", "3", "--seccomp", "4", "--json-status-fd", "5"];
  const child = spawn(frame.program, [...pipes, "--", ...programArguments(frame.spec, call)], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdio: [call.stdin ? "pipe" : "ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
    ...frame.as,
  });
  let status: Status = {};
  let failure: Error | undefined;
  let wasKilled = false;
  let text = "";
  child.once("error", (error) => {
    failure = error;
  });
  const end = (): void => {
    wasKilled = true;
    child.kill("SIGKILL");
  };
  const watch = watchMemory(frame, () => status.childPid, end);
  feed(child, 3, `${[...frame.args, ...variableArguments(call)].join("\0")}\0`);
  feed(child, 4, frame.filter);
  (Object.values(child.stdio)[5] as Readable | undefined)?.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString("latin1")).slice(-4096);
    status = readStatus(text);
  });
  if (call.stdin) feed(child, 0, call.stdin);
  child.stdout?.on("data", (chunk: Buffer) => call.onData("stdout", chunk));
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    if (complaint.length < 500) complaint += chunk.toString("utf8");
    call.onData("stderr", chunk);
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("close", () => {
      watch();
      if (status.exitCode !== undefined) return resolve(status.exitCode);
      if (wasKilled) return resolve(137);
      const because = failure?.message ?? plainText(complaint);
      reject(unavailable(`bubblewrap could not start a sandbox: ${because}`, "Try the engine docker.", failure));
    });
  });
  ended.catch(() => {});
  return {
    ended,
    terminate: () => void (status.childPid ? signalGroup(status.childPid) : end()),
    kill: end,
  };
}

function feed(child: ChildProcess, fd: number, data: string | Uint8Array): void {
  const stream = child.stdio[fd] as Writable | null | undefined;
  stream?.on("error", () => {});
  stream?.end(data);
}

function readStatus(text: string): Status {
  const childPid = /"child-pid": (\d+)/.exec(text)?.[1];
  const exitCode = /"exit-code": (\d+)/.exec(text)?.[1];
  return { ...(childPid && { childPid: Number(childPid) }), ...(exitCode && { exitCode: Number(exitCode) }) };
}

/** The first process of the namespace leads the group that the program is in; to itself nobody inside or out may say TERM. */
function signalGroup(pid: number): void {
  try {
    kill(-pid, "SIGTERM");
  } catch {
    // It is gone.
  }
}

/** No group of processes has a limit of memory without control groups, so somebody looks. */
function watchMemory({ spec, clock }: Frame, first: () => number | undefined, onFull: () => void): () => void {
  const most = spec.limits.memoryMb * 1_048_576;
  let isOver = false;
  let cancel = (): void => {};
  const arm = (): void => {
    cancel = clock.after(watchEveryMs, () => void look());
  };
  const look = async (): Promise<void> => {
    const pid = first();
    const held = pid ? await ownMemory(await descendants(pid, spec.limits.pids + 8)) : 0;
    if (isOver) return;
    if (held > most) onFull();
    else arm();
  };
  arm();
  return () => {
    isOver = true;
    cancel();
  };
}
