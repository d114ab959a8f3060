import type { Approval, ApprovalChange, ApprovalStore } from "@moltbot/approvals";
import { type CommitResult, type DomainEvent, type Notice, type Principal, principalKey } from "@moltbot/core";
import type { Delegation } from "./delegation.ts";
import type { PinChange } from "./identities/store.ts";

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
  /** When its time last began anew: `pairing.ttl` counts from here. Absent: never, it counts from `grantedAt`. */
  readonly renewedAt?: number;
  /** When the person was told that it ends; a renewal forgets it. */
  readonly remindedAt?: number;
  /** When its end was written down. The end itself never waits for that. */
  readonly lapsedAt?: number;
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
  /** The last millisecond that it holds is the one before. Absent: no end. */
  readonly expiresAt?: number;
}

/** What a paired person gets (SPEC R3.1): their session row. */
export interface UserSession {
  readonly principal: Principal;
  readonly agent: string;
  readonly permissions: readonly string[];
  readonly createdAt: number;
}

/**
 * What an operator laid down about one person's session (SPEC R1.4, R6.4). It ends with the session: whoever is let in
 * anew starts as everybody does.
 */
export interface Choice {
  readonly agent?: string;
  readonly permissions?: readonly string[];
  readonly chosenAt: number;
  readonly chosenBy: string;
}

/** Everything the DM decision needs to know of one person, read in one round trip. */
export interface Standing {
  readonly grant?: Grant;
  /** Their block, or that of another identity of the same person: of several, the one that holds longest. */
  readonly block?: Block;
  /** Their pending request. The store has no clock: readers check `expiresAt`, here and of the grant. */
  readonly pending?: Approval;
  /** When their last request was denied (`decidedAt` of the newest denied approval with their subject). */
  readonly deniedAt?: number;
  readonly choice?: Choice;
  /** The entries of `allowFrom` that mean them since an approval; only from readers that look at identities, too. */
  readonly pins?: readonly string[];
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
  readonly choice?: Choice;
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
  /** Conflict when a block of theirs holds at the time of the grant (`renewedAt`, else `grantedAt`). */
  | { readonly type: "put-grant"; readonly grant: Grant }
  /**
   * Changes a grant that is there; `why` says for what. Conflict when there is none, or when one of `grantedAt`,
   * `renewedAt`, `remindedAt` and `lapsedAt` is not as in `before`.
   */
  | {
      readonly type: "change-grant";
      readonly grant: Grant;
      readonly before: Grant;
      readonly why: "renewed" | "reminded" | "passed-over" | "lapsed";
    }
  /** The entries that were tied to them go, too: they are a stranger again. */
  | { readonly type: "remove-grant"; readonly principal: Principal }
  | PinChange
  /** Takes the place of a block that had ended at `blockedAt`; conflict when one holds. */
  | { readonly type: "put-block"; readonly block: Block }
  | { readonly type: "remove-block"; readonly principal: Principal }
  | { readonly type: "put-session"; readonly session: UserSession }
  /** What was chosen for it goes, too. */
  | { readonly type: "remove-session"; readonly principal: Principal }
  /** Replaces what was chosen for a person; without `choice` it goes. */
  | { readonly type: "choose"; readonly principal: Principal; readonly choice?: Choice }
  /** An approver has one delegate at a time: takes the place of an earlier one. */
  | { readonly type: "put-delegation"; readonly delegation: Delegation }
  /** Conflict when it is not there any more. */
  | { readonly type: "remove-delegation"; readonly delegation: Delegation };

/** What one operation writes: all of it or nothing. */
export interface PairingCommit {
  readonly changes: readonly PairingChange[];
  readonly events: readonly DomainEvent[];
  /** Messages to people that belong to the change: durable stores queue them in the same transaction. */
  readonly notices?: readonly Notice[];
}

/** Which grants to list, the next to end first. Those whose end was written down are left out. */
export interface EndingQuery {
  /** Their end is before this: `expiresAt`, or `ttlMs` after the grant was last renewed when that is earlier. */
  readonly before: number;
  readonly ttlMs?: number;
  /** Only those whose person has not been told. */
  readonly unreminded?: boolean;
  readonly limit: number;
}

/** The subject of a person's pairing request: at most one is pending per person (store rule). */
export function pairingSubject(principal: Principal): string {
  return principalKey(principal);
}

/** Where people, grants and blocks are kept, together with the requests about them. */
export interface PairingStore {
  /** The questions that pairing files, kept in the same store so that one commit covers both. */
  readonly approvals: ApprovalStore;
  /** `also`: the person's other identities; their blocks count, nothing else of them does. */
  standing(principal: Principal, also?: readonly Principal[]): Promise<Standing>;
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
  ending(query: EndingQuery): Promise<readonly Grant[]>;
  /** Everybody's, ended ones too, the oldest first. */
  delegations(): Promise<readonly Delegation[]>;
  commit(commit: PairingCommit): Promise<CommitResult>;
}
