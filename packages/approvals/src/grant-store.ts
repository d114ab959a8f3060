import type { CommitResult, DomainEvent } from "@moltbot/core";
import type { Approval } from "./approval.ts";
import type { Grant, GrantKind } from "./grant.ts";
import type { Run, RunEnd, SkipOutcome } from "./run.ts";

/** One step of a {@link GrantCommit}. */
export type GrantChange =
  | { readonly type: "grant"; readonly grant: Grant }
  | {
      readonly type: "revoke";
      readonly id: string;
      readonly expectedVersion: number;
      readonly at: number;
      readonly by?: string;
    }
  /** Writes nothing: only holds when the grant is live at `at`. */
  | { readonly type: "use"; readonly id: string; readonly at: number };

/** What one operation writes: all of it or nothing. Grants are made after everything else of the commit. */
export interface GrantCommit {
  readonly changes: readonly GrantChange[];
  readonly events: readonly DomainEvent[];
}

/** What somebody wants to run. */
export interface Coverage {
  readonly kind: GrantKind;
  readonly subject: string;
  readonly agent: string;
  /** Absent: only `always` grants cover it. */
  readonly session?: string;
  readonly now: number;
}

/** Which grants to list, newest first (`grantedAt`, then `id`). */
export interface GrantQuery {
  readonly kind?: GrantKind;
  readonly agent?: string;
  readonly subject?: string;
  readonly session?: string;
  /** Only those that hold at `now`. */
  readonly live?: boolean;
  readonly now: number;
  readonly limit?: number;
}

/** Asks for the one run of an approved question. */
export interface RunClaim {
  readonly approval: string;
  readonly now: number;
  /** The run must begin within this time of the decision, milliseconds. */
  readonly runTtlMs: number;
  /** Written when the claim is won. */
  readonly events: readonly DomainEvent[];
}

/** What came of a claim. */
export type ClaimResult =
  | { readonly status: "claimed" | "already"; readonly run: Run }
  /** No such question, not about a command, or not approved. */
  | { readonly status: "not_approved" }
  | { readonly status: "too_late" };

/** What came of writing down the end of a run. */
export type FinishResult =
  | { readonly status: "finished" | "already" | "not_yours"; readonly run: Run }
  | { readonly status: "not_claimed" };

/** A write about one run: its events are written when its change is. */
export interface RunStep {
  readonly approval: string;
  readonly now: number;
  readonly events: readonly DomainEvent[];
}

/**
 * Where grants and runs are kept, beside the questions they come from. One store stands for one process. Every method
 * throws `unavailable` when the store is out of reach: whether a write took place is then unknown.
 */
export interface GrantStore {
  /** The name of this process on its runs. */
  readonly holder: string;
  get(id: string): Promise<Grant | undefined>;
  /** A grant that covers this: an `always` one of the agent, else one of the session. Texts are compared whole. */
  find(coverage: Coverage): Promise<Grant | undefined>;
  list(query: GrantQuery): Promise<readonly Grant[]>;
  /**
   * `conflict` when an id exists, a grant that is live at `grantedAt` has the same kind, agent, subject and session, a
   * version is not the expected one, or a used grant is not live.
   * @throws MoltbotError `invalid` when a grant's question is none of its kind that was approved
   */
  commit(commit: GrantCommit): Promise<CommitResult>;

  /** Approved questions that have no run, the first decided first. */
  approvedUnclaimed(query: { kind: GrantKind; limit?: number }): Promise<readonly Approval[]>;
  run(approval: string): Promise<Run | undefined>;
  /** Of any number of claims and skips of one question, one wins, ever. */
  claimRun(claim: RunClaim): Promise<ClaimResult>;
  /** Claims and ends in one step, at any time: an approved question that is never run. */
  skipRun(step: RunStep & { outcome: SkipOutcome }): Promise<ClaimResult>;
  /** Only the holder ends its run, once; it also replaces `lost`, which others wrote while it seemed dead. */
  finishRun(step: RunStep & RunEnd): Promise<FinishResult>;
  /** Runs without an end, oldest first. `orphaned`: only those whose process is dead. */
  unfinishedRuns(query?: { orphaned?: boolean }): Promise<readonly Run[]>;
  /** Ends a run as `lost`, if it has no end and its process is dead. `undefined`: nothing was written. */
  loseRun(step: RunStep): Promise<Run | undefined>;
}
