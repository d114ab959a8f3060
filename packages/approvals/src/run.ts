/**
 * How a run ended. `lost`: its process died, nobody knows how far it came. `lapsed`: it was approved, and nobody was there
 * to run it in time.
 */
export type RunOutcome =
  | "exited"
  | "refused"
  | "timed-out"
  | "cancelled"
  | "output-limit"
  | "failed"
  | "lost"
  | "lapsed";

/** Why an approved question is never run. */
export type SkipOutcome = Extract<RunOutcome, "refused" | "cancelled" | "lapsed">;

/** The one time that an approved question is carried out. Plain data. */
export interface Run {
  /** The question: `exec_…`. There is at most one run of it, ever. */
  readonly approval: string;
  readonly claimedAt: number;
  /** The process that claimed it, by the name that the store gave it. */
  readonly holder: string;
  readonly finishedAt?: number;
  /** Present exactly when `finishedAt` is. */
  readonly outcome?: RunOutcome;
  /** Exit code, when there was one. */
  readonly code?: number;
}

/** How a run ended, as its holder reports it. */
export interface RunEnd {
  readonly outcome: Exclude<RunOutcome, "lost">;
  readonly code?: number;
}
