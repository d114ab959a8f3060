/** A piece of output as it comes, within the cap. */
export interface OutputChunk {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** What a run wrote. */
export interface RunOutput {
  /** Output up to the cap, read as UTF-8. Untrusted, like everything a sandbox says. */
  readonly stdout: string;
  readonly stderr: string;
  /** How many bytes of each stream were dropped. */
  readonly truncated: { readonly stdout: number; readonly stderr: number };
}

/** Why a run was ended before its end. */
export type StopReason = "timed-out" | "cancelled" | "output-limit" | "disk-limit" | "narrowed";

/** What came of a run. Everything that it started has ended with it. */
export type RunResult =
  /** `code`: 128 and the signal's number when one ended it, 126 or 127 when it could not start. */
  | (RunOutput & { readonly status: "exited"; readonly code: number })
  /** `Sandboxes.review` ended it: its sandbox may do less now. `narrowed`: in these settings. */
  | (RunOutput & { readonly status: "narrowed"; readonly narrowed: readonly string[] })
  | (RunOutput & { readonly status: Exclude<StopReason, "narrowed"> });

/** How a run is watched and ended from outside. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Told of output as it comes. What it throws ends the run and comes back from the call. */
  readonly onOutput?: (chunk: OutputChunk) => void;
}
