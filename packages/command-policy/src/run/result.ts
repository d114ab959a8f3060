/** How one command ended. */
export interface CommandStatus {
  /** Its exit status; 128 and the signal's number when a signal ended it; 126 or 127 when it could not start. */
  readonly code: number;
  /** The signal that ended it: `SIGTERM`. */
  readonly signal?: string;
}

/** What came of one step of a plan. */
export type StepStatus =
  | { readonly kind: "pipeline"; readonly commands: readonly CommandStatus[] }
  | { readonly kind: "chdir"; readonly code: 0 | 1 }
  /** Its condition did not hold. */
  | { readonly kind: "skipped" };

/** What a run wrote. */
export interface RunOutput {
  /** Output up to the cap, read as UTF-8. */
  readonly stdout: string;
  readonly stderr: string;
  /** How many bytes of each stream were dropped. */
  readonly truncated: { readonly stdout: number; readonly stderr: number };
  /** The steps that ended, in the order of the plan; what stopped a run leaves the rest out. */
  readonly steps: readonly StepStatus[];
  /** Processes that outlived `SIGKILL`, as those of another user do; groups as negative numbers without `/proc`. Normally none. */
  readonly survivors: readonly number[];
}

/** Nothing was started. */
export interface Refusal {
  readonly status: "refused";
  readonly because: string;
  /** What to do about it. */
  readonly hint: string;
}

/** What came of a run. */
export type RunResult =
  /** It came to its end. `code` and `signal` are those of the last command that ran, as of a shell. */
  | (RunOutput & CommandStatus & { readonly status: "exited" })
  /** Its whole process tree was ended; the output is what came until then. */
  | (RunOutput & { readonly status: "timed-out" | "cancelled" | "output-limit" })
  | Refusal;

/** An answer that nothing was started. */
export function refuse(because: string, hint: string): Refusal {
  return { status: "refused", because, hint };
}
