import { posix } from "node:path";
import type { Clock, Random } from "@moltbot/core";
import { MoltbotError } from "@moltbot/core";
import type { RunRequest } from "./command.ts";
import { compileCommand } from "./compile-command.ts";
import { createPlainFiles, type RunScript } from "./files/files.ts";
import { createSandboxFiles } from "./files/sandbox-files.ts";
import type { RunOptions, RunResult } from "./run/result.ts";
import { type CallOutcome, type PreparedCall, runCall } from "./run/run-call.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Lease, Scope } from "./scope-state.ts";
import { checkEnv } from "./spec/check-env.ts";
import type { CheckedSpec } from "./spec/check-spec.ts";
import type { Uses } from "./uses.ts";

/** What a {@link Sandbox} is made of. */
export interface SandboxParts {
  readonly key: string;
  readonly spec: CheckedSpec;
  readonly clock: Clock;
  readonly random: Random;
  readonly killAfterMs: number;
  readonly uses: Uses;
  /** The scope that it was opened for, as it is now. */
  scope(): Scope;
  /** Where the next call runs, and by what. Asked for each. */
  place(): Promise<Place>;
  /** In which settings a call that runs by `place` may do more than one that begins now. */
  narrowed(place: Place): Promise<readonly string[]>;
}

/** Where a call runs, and by what. */
export interface Place {
  readonly key: string;
  readonly scope: Scope;
  readonly spec: CheckedSpec;
  /** Of the reviews, when this was read. */
  readonly generation: number;
}

const mebibyte = 1_048_576;
const largestInput = 8 * mebibyte;
const fileTimeoutMs = 20_000;

/** The verbs of one scope. */
export function makeSandbox(parts: SandboxParts): Sandbox {
  const start = (call: (spec: CheckedSpec) => PreparedCall): Promise<CallOutcome> =>
    inCell(parts, async ({ kept, spec, disk }, narrowed) => {
      const prepared = call(spec);
      const signals = [narrowed, ...(prepared.signal ? [prepared.signal] : [])];
      const signal = AbortSignal.any(signals);
      const outcome = await runCall(kept.cell, { ...prepared, signal }, { clock: parts.clock, disk });
      if (!narrowed.aborted || outcome.stopped !== "cancelled") return outcome;
      return { ...outcome, stopped: "narrowed", narrowed: narrowed.reason as readonly string[] };
    });
  const script: RunScript = (code, args, o) =>
    start((spec) => ({
      argv: ["sh", "-c", code, "sh", ...args],
      cwd: "/",
      env: {},
      ...(o.stdin && { stdin: o.stdin }),
      ...(o.signal && { signal: o.signal }),
      timeoutMs: Math.min(fileTimeoutMs, spec.limits.timeoutMs),
      killAfterMs: parts.killAfterMs,
      outputBytes: o.keepBytes,
      outputLimitBytes: o.keepBytes + mebibyte,
    }));
  const roots = parts.spec.mounts.map(({ target }) => target);
  return {
    scope: parts.key,
    async run(request, o = {}) {
      const prepared = prepare(request, o);
      return result(await start((spec) => limited(prepared, request, spec, parts.killAfterMs)));
    },
    files: createSandboxFiles(createPlainFiles(script, parts.random, roots)),
    warm: () => inCell(parts, async () => {}),
    remove: () => parts.scope().remove(),
  };
}

/** A cell for one call; the signal is raised when it has to end as narrowed, with the settings as its reason. */
async function inCell<T>(parts: SandboxParts, use: (lease: Lease, narrowed: AbortSignal) => Promise<T>): Promise<T> {
  for (;;) {
    const place = await parts.place();
    const lease = await place.scope.acquire(place.spec);
    const control = new AbortController();
    const forget = parts.uses.add({
      kept: lease.kept,
      narrowed: () => parts.narrowed(place),
      end: (settings) => control.abort(settings),
    });
    try {
      // Settings that were reviewed while the cell was made are read again.
      if (place.generation === parts.uses.generation()) return await use(lease, control.signal);
    } finally {
      forget();
      lease.release();
    }
  }
}

type Prepared = Pick<PreparedCall, "argv" | "cwd" | "env" | "stdin" | "signal" | "onOutput">;

function prepare(request: RunRequest, o: RunOptions): Prepared {
  const { command } = request;
  const planned = typeof command === "object" && "kind" in command ? command.cwd : undefined;
  const cwd = posix.resolve("/workspace", request.cwd ?? planned ?? ".");
  if (/\p{Cc}/u.test(cwd)) throw new MoltbotError("invalid", "a directory's name holds no control characters");
  const stdin = typeof request.stdin === "string" ? Buffer.from(request.stdin) : request.stdin;
  if (stdin && stdin.length > largestInput) throw new MoltbotError("invalid", "standard input is longer than 8 MiB");
  return {
    argv: compileCommand(command),
    cwd,
    env: checkEnv(request.env ?? {}),
    ...(stdin && { stdin }),
    ...(o.signal && { signal: o.signal }),
    ...(o.onOutput && { onOutput: o.onOutput }),
  };
}

function limited(prepared: Prepared, request: RunRequest, spec: CheckedSpec, killAfterMs: number): PreparedCall {
  const { limits, env } = spec;
  const outputBytes = Math.min(request.outputBytes ?? Number.POSITIVE_INFINITY, limits.outputKb * 1024);
  return {
    ...prepared,
    env: { ...env, ...prepared.env },
    timeoutMs: Math.min(request.timeoutMs ?? Number.POSITIVE_INFINITY, limits.timeoutMs),
    killAfterMs,
    outputBytes,
    outputLimitBytes: 64 * Math.max(outputBytes, mebibyte),
  };
}

function result({ code, stopped, narrowed = [], stdout, stderr }: CallOutcome): RunResult {
  const output = {
    stdout: stdout.text(),
    stderr: stderr.text(),
    truncated: { stdout: stdout.dropped(), stderr: stderr.dropped() },
  };
  if (stopped === "narrowed") return { ...output, status: stopped, narrowed };
  return stopped ? { ...output, status: stopped } : { ...output, status: "exited", code };
}
