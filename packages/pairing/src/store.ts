import type { Approval, ApprovalChange, ApprovalStore } from "@moltbot/approvals";
import type { CommitResult, DomainEvent, Notice, Principal } from "@moltbot/core";

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
  /** Their pending request, if it has not expired. */
  readonly pending?: Approval;
  /** When their last request was denied. */
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

/** Which people to list. */
export interface UserQuery {
  readonly state?: "paired" | "blocked" | "pending";
  readonly channel?: string;
  readonly limit?: number;
}

/** The changes of one pairing operation; preconditions travel with them. */
export type PairingChange =
  | ApprovalChange
  | { readonly type: "put-user"; readonly principal: Principal; readonly profile: Profile; readonly seenAt: number }
  /** Conflict when a block exists. */
  | { readonly type: "put-grant"; readonly grant: Grant }
  | { readonly type: "remove-grant"; readonly principal: Principal }
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

/** Where people, grants and blocks are kept, together with the requests about them. */
export interface PairingStore {
  /** The questions that pairing files, kept in the same store so that one commit covers both. */
  readonly approvals: ApprovalStore;
  standing(principal: Principal): Promise<Standing>;
  /** Pending requests of one account, oldest first: what the queue rules look at. */
  queue(channel: string, account: string): Promise<readonly Approval[]>;
  user(principal: Principal): Promise<User | undefined>;
  /** Every known person whose id, username or display form equals `text`, on any channel (SPEC R0.2). */
  find(text: string): Promise<readonly User[]>;
  users(query?: UserQuery): Promise<readonly User[]>;
  commit(commit: PairingCommit): Promise<CommitResult>;
}
