import type { CommitResult, DomainEvent } from "@moltbot/core";
import type { Approval } from "./approval.ts";

/** A new question, or a changed one with the version it was read at. */
export type ApprovalChange =
  | { readonly type: "file"; readonly approval: Approval }
  | { readonly type: "update"; readonly approval: Approval; readonly expectedVersion: number };

/** What one operation writes: all of it or nothing. */
export interface ApprovalCommit {
  readonly changes: readonly ApprovalChange[];
  readonly events: readonly DomainEvent[];
}

/** Which pending questions to list, oldest first (`createdAt`, then `id`). */
export interface PendingQuery {
  readonly kind?: string;
  /** Absent: all. */
  readonly limit?: number;
}

/**
 * Where questions are kept. Every method throws `unavailable` when the store is out of reach. A store has no clock: a
 * question whose time is over is `pending` here until somebody writes that it expired; readers check `expiresAt`.
 */
export interface ApprovalStore {
  get(id: string): Promise<Approval | undefined>;
  /** The pending question with this kind and subject: there is at most one. */
  findPending(kind: string, subject: string): Promise<Approval | undefined>;
  pending(query?: PendingQuery): Promise<readonly Approval[]>;
  /**
   * Writes all changes and events or nothing. `conflict` when an id exists, another question with the same kind and
   * subject is pending, or a version is not the expected one. A commit without changes only writes its events.
   */
  commit(commit: ApprovalCommit): Promise<CommitResult>;
}
