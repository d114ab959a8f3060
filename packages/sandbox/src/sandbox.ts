import type { RunRequest } from "./command.ts";
import type { SandboxFiles } from "./files/files.ts";
import type { RunOptions, RunResult } from "./run/result.ts";

/** The place where one scope's tools run. It is made at the first call, and made again when it was pruned or lost. */
export interface Sandbox {
  readonly scope: string;
  /**
   * Runs a command; everything that it started ends with it. Safe to call many times at once.
   * Rejects with `invalid` for what cannot run, and `unavailable` (see `isSandboxUnavailable`) when there is no engine, no
   * image, or the sandbox was lost on the way. Nothing ever runs on the host instead.
   */
  run(request: RunRequest, o?: RunOptions): Promise<RunResult>;
  /** Files as the sandbox sees them. */
  readonly files: SandboxFiles;
  /** Makes it ready ahead of the first call. */
  warm(): Promise<void>;
  /** Ends everything in it and removes it, with its `/workspace`. */
  remove(): Promise<void>;
}
