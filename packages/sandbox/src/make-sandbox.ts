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

/** What a {@link Sandbox} is made of. */
export interface SandboxParts {
  readonly key: string;
  readonly spec: CheckedSpec;
  readonly clock: Clock;
  readonly random: Random;
  readonly killAfterMs: number;
  /** The scope as it is now. */
  scope(): Scope;
}

const mebibyte = 1_048_576;
const largestInput = 8 * mebibyte;
const fileTimeoutMs = 20_000;

/** The verbs of one scope. */
export function makeSandbox(parts: SandboxParts): Sandbox {
  const withCell = async <T>(use: (lease: Lease) => Promise<T>): Promise<T> => {
    const lease = await parts.scope().acquire();
    try {
      return await use(lease);
    } finally {
      lease.release();
    }
  };
  const start = (call: (spec: CheckedSpec) => PreparedCall): Promise<CallOutcome> =>
    withCell(({ kept, spec, disk }) => runCall(kept.cell, call(spec), { clock: parts.clock, disk }));
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
    warm: () => withCell(async () => {}),
    remove: () => parts.scope().remove(),
  };
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

function result({ code, stopped, stdout, stderr }: CallOutcome): RunResult {
  const output = {
    stdout: stdout.text(),
    stderr: stderr.text(),
    truncated: { stdout: stdout.dropped(), stderr: stderr.dropped() },
  };
  return stopped ? { ...output, status: stopped } : { ...output, status: "exited", code };
}
