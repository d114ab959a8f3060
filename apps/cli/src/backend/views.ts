/** What the API answers, and what `--json` prints: the same objects, times in ISO 8601 (docs/api.md). */

/** A request that waits for people: to be let in, or to run a command. */
export interface RequestView {
  readonly id: string;
  readonly kind: string;
  readonly status: "pending" | "approved" | "denied" | "expired" | "cancelled";
  readonly channel?: string;
  readonly account?: string;
  readonly userId?: string;
  readonly displayName?: string;
  readonly username?: string;
  readonly phone?: string;
  /** For comparing with the person out of band. */
  readonly code?: string;
  readonly firstMessage?: string;
  readonly claim?: string;
  /** Of kind `exec`: what would run. */
  readonly command?: CommandView;
  /** Of kind `device`: what asks to be let in. */
  readonly device?: DeviceRequestView;
  readonly required: number;
  /** Votes in favour so far. */
  readonly approvals: number;
  readonly votes: readonly VoteView[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedAt?: string;
  readonly because?: string;
}

/** A device that asks, and what it would be allowed to do. */
export interface DeviceRequestView {
  readonly deviceId: string;
  readonly clientId: string;
  readonly platform: string;
  readonly role: string;
  readonly scopes: readonly string[];
  /** Why it has to be approved. */
  readonly because: string;
  /** The join code that it came with. */
  readonly joinCode?: string;
}

/** One answer to a request. */
export interface VoteView {
  readonly by: string;
  readonly decision: "approve" | "deny";
  readonly at: string;
  readonly via: string;
  /** How far a yes about a command reaches. */
  readonly scope?: Scope;
}

/** How far a yes about a command reaches. */
export type Scope = "once" | "session" | "always";

/** A command, complete and with every character visible; what looks like a secret is masked. */
export interface CommandView {
  readonly line: string;
  /** Every command of the line, by its words. */
  readonly commands: readonly string[];
  readonly directory: string;
  readonly where: "sandbox" | "host";
  readonly agent: string;
  readonly session: string;
  readonly because: string;
  readonly digest: string;
  readonly masked: boolean;
  /** How far a yes may reach. */
  readonly scopes: readonly Scope[];
}

/** A standing permission: the same command runs unasked. */
export interface GrantView {
  readonly id: string;
  readonly scope: "session" | "always";
  readonly agent: string;
  readonly session?: string;
  readonly command?: CommandView;
  /** The question that it came from. */
  readonly approval: string;
  readonly grantedAt: string;
  readonly grantedBy: readonly string[];
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  readonly revokedBy?: string;
}

/** Whom something is about. */
export interface PersonView {
  readonly channel: string;
  readonly account: string;
  readonly userId: string;
}

/** One person of the directory. */
export interface UserView extends PersonView {
  readonly state: "blocked" | "paired" | "pending" | "known";
  readonly displayName?: string;
  readonly username?: string;
  readonly phone?: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** Their pending request. */
  readonly requestId?: string;
  readonly pairedAt?: string;
  /** When the pairing ends. */
  readonly expiresAt?: string;
  readonly via?: string;
  readonly approvedBy?: readonly string[];
  readonly blockedAt?: string;
  readonly blockedBy?: string;
  readonly blockReason?: string;
  /** When the block ends; absent: it does not. */
  readonly blockedUntil?: string;
  readonly agent?: string;
  readonly permissions?: readonly string[];
}

/** An approver's vote in somebody else's hands. Identities as channel:id. */
export interface DelegationView {
  readonly from: string;
  readonly to: string;
  readonly madeAt: string;
  readonly until: string;
  readonly madeBy: string;
}

/** One line of the audit log. */
export interface AuditView {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly outcome: string;
  readonly actor: string;
  readonly subject?: string;
  readonly ref?: string;
  readonly reason?: string;
  readonly policy?: string;
  readonly data?: unknown;
  readonly personal?: unknown;
  readonly seq?: number;
  readonly hash?: string;
}

/** How the gateway, or the store without it, is doing. */
export interface StatusView {
  readonly ready: boolean;
  readonly trouble: readonly string[];
  readonly storage: string;
  /** Absent while a store is out of reach. */
  readonly pending?: number;
  readonly channels: readonly { channel: string; account: string; status: string; detail?: string }[];
  /** Which config is in force; absent without a gateway. */
  readonly config?: {
    readonly file?: string;
    readonly version: string;
    readonly since: string;
    /** Why the one on the disk is not taken over. */
    readonly refused?: { readonly at: string; readonly kind: string; readonly because: string };
    /** Settings that wait for a restart. */
    readonly restart?: readonly string[];
  };
}
