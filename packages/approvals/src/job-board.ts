import type { JsonObject, Principal } from "@moltbot/core";

/** A command that runs, as every process sees it. */
export interface PostedJob {
  readonly id: string;
  /** Who asked for it. */
  readonly who: Principal;
  /** The session that it belongs to. */
  readonly session: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What the store keeps and never reads. */
  readonly payload: JsonObject;
}

/**
 * Commands that run for longer than a moment, whichever process runs them (SPEC R7.7). A board stands for one process;
 * what it posts is gone with it. Every method throws `unavailable` when the store is out of reach.
 */
export interface JobBoard {
  /** Posts a job of this process, or replaces what it posted of it. */
  post(job: PostedJob): Promise<void>;
  /** Takes a job of this process away; does nothing when it is not there. */
  remove(id: string): Promise<void>;
  /** Those of a session that live processes run, the oldest first. */
  list(session: string): Promise<readonly PostedJob[]>;
  /** Wishes that a job of the session ends. `false`: no live process runs it. Ids and sessions are compared whole. */
  wishEnd(id: string, session: string): Promise<boolean>;
  /** Ids of this process' jobs that somebody wishes to end. */
  wished(): Promise<readonly string[]>;
  /**
   * Jobs of dead processes, which are this process' from now on: each goes to one of those that ask, and to another if
   * that one dies before it {@link JobBoard.remove | removes} it.
   */
  takeLost(): Promise<readonly PostedJob[]>;
}
