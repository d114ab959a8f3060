import type { Clock } from "@moltbot/core";
import type { Cell, RunningCall } from "../engine.ts";
import type { DiskWatch } from "./disk.ts";
import { type KeptOutput, keepOutput } from "./output.ts";
import type { RunOptions, StopReason } from "./result.ts";

/** One program with everything about it decided. */
export interface PreparedCall extends RunOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array;
  readonly timeoutMs: number;
  readonly killAfterMs: number;
  /** Kept of each stream. */
  readonly outputBytes: number;
  /** Of both streams together; more ends the run. */
  readonly outputLimitBytes: number;
}

/** How it ended, and what it wrote. */
export interface CallOutcome {
  readonly stopped?: StopReason;
  /** The settings that ended it, when it was narrowed. */
  readonly narrowed?: readonly string[];
  readonly code: number;
  readonly stdout: KeptOutput;
  readonly stderr: KeptOutput;
}

/** What limits a call from outside. */
export interface Watchers {
  readonly clock: Clock;
  readonly disk?: DiskWatch;
}

/** Runs one program in a cell and enforces its limits from outside: the sandboxed side is asked for nothing. */
export async function runCall(cell: Cell, call: PreparedCall, o: Watchers): Promise<CallOutcome> {
  const { signal } = call;
  let stopped: StopReason | undefined;
  let thrown: { readonly error: unknown } | undefined;
  let running: RunningCall | undefined;
  let cancelKill = (): void => {};
  const stop = (because: StopReason): void => {
    if (stopped !== undefined) return;
    stopped = because;
    end();
  };
  const end = (): void => {
    if (running === undefined) return;
    running.terminate();
    cancelKill = o.clock.after(call.killAfterMs, () => running?.kill());
  };
  const tell = (stream: "stdout" | "stderr") => (text: string) => {
    if (stopped !== undefined) return;
    try {
      call.onOutput?.({ stream, text });
    } catch (error) {
      thrown ??= { error };
      stop("cancelled");
    }
  };
  const stdout = keepOutput(call.outputBytes, call.onOutput && tell("stdout"));
  const stderr = keepOutput(call.outputBytes, call.onOutput && tell("stderr"));
  let total = 0;
  const onAbort = (): void => stop("cancelled");
  if (signal?.aborted) return { code: 0, stopped: "cancelled", stdout, stderr };
  signal?.addEventListener("abort", onAbort, { once: true });
  const cancelTimeout = o.clock.after(call.timeoutMs, () => stop("timed-out"));
  const stopWatch = o.disk?.watch(() => stop("disk-limit"));
  try {
    const starting = cell.start({
      argv: call.argv,
      cwd: call.cwd,
      env: call.env,
      ...(call.stdin && { stdin: call.stdin }),
      onData(stream, chunk) {
        total += chunk.length;
        (stream === "stdout" ? stdout : stderr).push(chunk);
        if (total > call.outputLimitBytes) stop("output-limit");
      },
    });
    const begun = starting.then((begun) => {
      running = begun;
      if (stopped !== undefined) end();
      return begun.ended;
    });
    const code = await ended(begun, () => stopped !== undefined);
    if (thrown) throw thrown.error;
    return { code, stdout, stderr, ...(stopped && { stopped }) };
  } finally {
    cancelTimeout();
    cancelKill();
    stopWatch?.();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** A run that was stopped is over when its cell is gone, too. */
async function ended(running: Promise<number>, isStopped: () => boolean): Promise<number> {
  try {
    return await running;
  } catch (error) {
    if (isStopped()) return 137;
    throw error;
  }
}
