import type { Approval, ApprovalChange, ApprovalStore } from "@moltbot/approvals";
import { type CommitResult, type DomainEvent, type Notice, type Principal, principalKey } from "@moltbot/core";

/** What the platform said about a person when they were last seen. Untrusted text, for display only. */
export interface Profile {
  readonly displayName?: string;
  readonly username?: string;
  readonly phone?: string;
}

/** A pairing: this person may talk to the bot by DM on this account (SPEC R1.1 `paired`). */
export interface Grant {
  readonly principal: Principal;
  readonly grantedAt: number;
  /** Absent: no end. */
  readonly expiresAt?: number;
  /** The request that led here, or `forced` when an operator paired them without one. */
  readonly via: string;
  /** The people who approved. */
  readonly approvedBy: readonly string[];
}

/** A block: silence, whatever else would admit them (SPEC R1.1 `blocked`). */
export interface Block {
  readonly principal: Principal;
  readonly blockedAt: number;
  readonly blockedBy: string;
  readonly reason?: string;
}

/** What a paired person gets (SPEC R3.1): their session row. */
export interface UserSession {
  readonly principal: Principal;
  readonly agent: string;
  readonly permissions: readonly string[];
  readonly createdAt: number;
}

/** Everything the DM decision needs to know of one person, read in one round trip. */
export interface Standing {
  readonly grant?: Grant;
  readonly block?: Block;
  /** Their pending request. The store has no clock: readers check `expiresAt`, here and of the grant. */
  readonly pending?: Approval;
  /** When their last request was denied (`decidedAt` of the newest denied approval with their subject). */
  readonly deniedAt?: number;
}

/** One person in the directory. */
export interface User {
  readonly principal: Principal;
  readonly profile: Profile;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly grant?: Grant;
  readonly block?: Block;
  readonly session?: UserSession;
  readonly pending?: Approval;
}

/** Which people to list, last seen first. States are rows, not clocks: a lapsed grant still lists as `paired`. */
export interface UserQuery {
  readonly state?: "paired" | "blocked" | "pending";
  readonly channel?: string;
  readonly limit?: number;
}

/** The changes of one pairing operation, applied in order; preconditions travel with them. Removing what is not there is no conflict. */
export type PairingChange =
  | ApprovalChange
  /**
   * Makes the row, or replaces the profile and `lastSeenAt`. Changes nothing when the row was seen later than `seenAt`.
   * Comes before every other change about somebody who may have no row yet.
   */
  | { readonly type: "put-user"; readonly principal: Principal; readonly profile: Profile; readonly seenAt: number }
  /**
   * Removes a pending request for good (`approval` as it ended), and the row of who asked when nothing else is known of
   * them: what a flood leaves must not pile up. Conflict like `update`.
   */
  | { readonly type: "discard"; readonly approval: Approval; readonly expectedVersion: number }
  /** Conflict when a block exists. */
  | { readonly type: "put-grant"; readonly grant: Grant }
  | { readonly type: "remove-grant"; readonly principal: Principal }
  /** Conflict when a block exists. */
  | { readonly type: "put-block"; readonly block: Block }
  | { readonly type: "remove-block"; readonly principal: Principal }
  | { readonly type: "put-session"; readonly session: UserSession }
  | { readonly type: "remove-session"; readonly principal: Principal };

/** What one operation writes: all of it or nothing. */
export interface PairingCommit {
  readonly changes: readonly PairingChange[];
  readonly events: readonly DomainEvent[];
  /** Messages to people that belong to the change: durable stores queue them in the same transaction. */
  readonly notices?: readonly Notice[];
}

/** The subject of a person's pairing request: at most one is pending per person (store rule). */
export function pairingSubject(principal: Principal): string {
  return principalKey(principal);
}

/** Where people, grants and blocks are kept, together with the requests about them. */
export interface PairingStore {
  /** The questions that pairing files, kept in the same store so that one commit covers both. */
  readonly approvals: ApprovalStore;
  standing(principal: Principal): Promise<Standing>;
  /**
   * Pending approvals of kind `pairing` whose requester is on this account, oldest first (`createdAt`, then `id`): what
   * the queue rules look at.
   */
  queue(channel: string, account: string): Promise<readonly Approval[]>;
  user(principal: Principal): Promise<User | undefined>;
  /**
   * Known people on any channel, at most 50 (SPEC R0.2): those whose `id`, `channel:id` or {@link formatPrincipal} form
   * is exactly `text`, and for `@name` those whose username is `name` under ASCII case (stored with or without `@`).
   */
  find(text: string): Promise<readonly User[]>;
  users(query?: UserQuery): Promise<readonly User[]>;
  commit(commit: PairingCommit): Promise<CommitResult>;
}
