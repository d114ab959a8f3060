import type { Approval, Surface } from "@moltbot/approvals";
import type { Address, Principal } from "@moltbot/core";
import type { Delegation, DelegationOutcome } from "./delegation.ts";
import type { Grant, Profile, User, UserSession } from "./store.ts";

/** Who decides: a person on a channel, or the operator at the CLI, dashboard or API (one voter, however they came). */
export type Decider =
  | { readonly kind: "person"; readonly principal: Principal; readonly via: Surface }
  | { readonly kind: "operator"; readonly via: "cli" | "dashboard" | "api" };

/** The rules in force, read at every operation so that a changed config counts at once. */
export interface PairingRules {
  /** How long a request waits, milliseconds. */
  readonly requestTtlMs: number;
  /** How long a pairing lasts, milliseconds; absent: no end. */
  readonly ttlMs?: number;
  /** `true`: whoever wants to stay pairs again (SPEC R3.6). Absent: a pairing renews while its person is active. */
  readonly renewalRequired?: boolean;
  /** How long before its end a person is told, and from when they may ask to renew, milliseconds; absent: never. */
  readonly remindBeforeMs?: number;
  readonly requiredApprovals: number;
  /** How long a request waits before others are told of it, milliseconds; absent: they never are. */
  readonly escalateAfterMs?: number;
  /** Most pending requests per account (see "The queue under a flood" in the README). */
  readonly maxPending: number;
  /** Requests that one person may file per hour. */
  readonly maxRequestsPerHour: number;
  /** How long after a denial the same person waits, milliseconds. */
  readonly denialCooldownMs: number;
  isOwner(who: Principal): boolean;
  /** Whether this person may decide on requests (owners and `pairing.approvers`). */
  isApprover(who: Principal): boolean;
  /** Whether this person may decide on requests that waited for `escalateAfterMs`. Absent: nobody else may. */
  decidesLate?(who: Principal): boolean;
  /** Names the person behind an identity, so that linked identities count once. */
  personOf(who: Principal): string;
  /** The person's other identities, whose blocks count, too. Absent: there are none. */
  linkedTo?(who: Principal): readonly Principal[];
  /** Whether the account's policy offers pairing at all. */
  offersPairing(who: Principal): boolean;
  /** The session row a newly paired person gets. */
  sessionFor(who: Principal): { readonly agent: string; readonly permissions: readonly string[] };
  /** Version of the policy, stamped on events. */
  readonly policy: string;
}

/** What a pairing request shows to approvers: the payload of its approval. */
export interface PairingPayload {
  readonly channel: string;
  readonly account: string;
  readonly userId: string;
  readonly code: string;
  /** Version of the policy in force when it was asked. */
  readonly policy?: string;
  readonly displayName?: string;
  readonly username?: string;
  readonly phone?: string;
  readonly firstMessage?: string;
  /** The allowlist entry that the person claims to be (DESIGN "Claims"). */
  readonly claim?: string;
  /** Whom that entry meant already when it was asked: somebody else of that name. */
  readonly claimPinnedTo?: string;
  /** They are paired, and this is when that ends: they ask to stay. */
  readonly renews?: number;
  /** When those who decide late were told. */
  readonly escalatedAt?: number;
}

/** What came of asking (SPEC R3.2: each refusal has its own message). */
export type RequestOutcome =
  | { readonly status: "filed"; readonly approval: Approval }
  | { readonly status: "pending"; readonly approval: Approval }
  | { readonly status: "paired"; readonly grant: Grant }
  | { readonly status: "owner" }
  | { readonly status: "blocked" }
  | { readonly status: "not_offered" }
  /** The queue is full. */
  | { readonly status: "busy"; readonly retryAfterMs: number }
  /** This person asked too often, or was denied lately. */
  | { readonly status: "limited"; readonly because: "rate" | "cooldown"; readonly retryAfterMs: number };

/** What came of an answer. */
export type DecisionOutcome =
  | { readonly status: "approved"; readonly approval: Approval; readonly grant: Grant; readonly session: UserSession }
  | { readonly status: "voted"; readonly approval: Approval; readonly have: number; readonly need: number }
  | { readonly status: "denied"; readonly approval: Approval }
  /** Answered before, by whom is in the approval; this answer changed nothing. */
  | { readonly status: "already"; readonly approval: Approval }
  | { readonly status: "expired"; readonly approval: Approval }
  | { readonly status: "not_found" }
  /** Too many ids that do not exist; nothing was looked at any more. */
  | { readonly status: "limited"; readonly retryAfterMs: number }
  | { readonly status: "forbidden"; readonly because: "not_approver" | "own_request" };

/** What came of blocking, unblocking, unpairing or pairing by hand. */
export type PersonOutcome =
  | {
      readonly status: "done";
      readonly principal: Principal;
      readonly cancelled: readonly Approval[];
      /** The person's other identities to which it was done, too. */
      readonly also?: readonly Principal[];
      /** When the block ends. */
      readonly until?: number;
    }
  /** It was so already. */
  | { readonly status: "unchanged"; readonly principal: Principal }
  | { readonly status: "forbidden"; readonly because: "not_approver" | "owner" | "self" | "blocked" };

/** What to choose for a person's session: a value, `null` to take it back, absent to leave it. */
export interface ChoiceChange {
  readonly agent?: string | null;
  readonly permissions?: readonly string[] | null;
}

/** Whom a rule lets in, and which. */
export interface AutoApproval {
  readonly who: Principal;
  readonly profile: Profile;
  /** As the config's path writes it: `autoApprove.emailDomains:company.com`. */
  readonly rule: string;
  /** What the platform verified, for the audit log: it is kept beside the chain and can be erased. */
  readonly verified: { readonly phone?: string; readonly email?: string };
  /** Most automatic approvals of the whole installation per hour. */
  readonly maxPerHour: number;
}

/** What came of a rule that fits (SPEC R3.7). */
export type AutoApproveOutcome =
  | { readonly status: "approved"; readonly grant: Grant; readonly session: UserSession }
  /** They are paired already. */
  | { readonly status: "paired"; readonly grant: Grant }
  /** `lapsed`: they were paired before, so people decide. `limited`: over the cap, or nobody can count. */
  | {
      readonly status: "refused";
      readonly because: "blocked" | "not_offered" | "cooldown" | "lapsed" | "limited";
    };

/** Which known person a text means (SPEC R0.2). */
export type FoundPerson =
  | { readonly status: "one"; readonly user: User }
  /** A full `channel:id` of somebody not seen yet. */
  | { readonly status: "new"; readonly principal: Principal }
  | { readonly status: "many"; readonly users: readonly User[] }
  | { readonly status: "none" };

/** The verbs of pairing people (SPEC §3). Every one checks who asks, writes change and audit together, and is safe to call from several processes at once. */
export interface Pairing {
  request(
    who: Principal,
    profile: Profile,
    o?: { firstMessage?: string; claim?: string; claimPinnedTo?: string },
  ): Promise<RequestOutcome>;
  approve(id: string, by: Decider): Promise<DecisionOutcome>;
  deny(id: string, by: Decider): Promise<DecisionOutcome>;
  /** Pairs by a rule on an identity that the platform verified. */
  autoApprove(approval: AutoApproval): Promise<AutoApproveOutcome>;
  /** Pairs somebody who did not ask, or whose request is pending. Operators only. */
  admit(who: Principal, by: Decider): Promise<PersonOutcome>;
  /**
   * Covers every identity of the person. `forMs`: how long it lasts, milliseconds; absent: until they are unblocked. A
   * block is made longer by another one, never shorter.
   */
  block(who: Principal, by: Decider, o?: { reason?: string; forMs?: number }): Promise<PersonOutcome>;
  /** Of every identity of the person. */
  unblock(who: Principal, by: Decider): Promise<PersonOutcome>;
  unpair(who: Principal, by: Decider): Promise<PersonOutcome>;
  /** Lays down the agent and permissions of one person's session until they are unpaired or blocked. Operators only. */
  choose(who: Principal, by: Decider, change: ChoiceChange): Promise<PersonOutcome>;
  /** Reads `channel:id`, a bare id, `@username` or a pairing id. */
  find(text: string): Promise<FoundPerson>;
  /** Pending requests, oldest first. */
  pending(o?: { limit?: number }): Promise<readonly Approval[]>;
  /** Ends requests whose time is over; returns them. Decisions never depend on it. */
  expire(): Promise<readonly Approval[]>;
  /**
   * Notes that somebody paired is active: renews `grant`, as it was read, when the rules say so and a good part of its
   * time has passed, so that most messages write nothing. Returns the grant that holds then.
   */
  active(grant: Grant): Promise<Grant>;
  /** Writes down what time brings: lapses, reminders, escalations, ends of delegations. Each once, for all processes. */
  tend(): Promise<void>;
  /** Whether somebody has, now, any right to decide on requests: their own or a delegated one. */
  mayAnswer(who: Principal): Promise<boolean>;
  /** Hands the vote of an approver to somebody else for a time. People hand over their own, operators anybody's. */
  delegate(from: Address, to: Address, forMs: number, by: Decider): Promise<DelegationOutcome>;
  undelegate(from: Address, by: Decider): Promise<DelegationOutcome>;
  /** Delegations in force, the oldest first. */
  delegations(): Promise<readonly Delegation[]>;
}
