import type { Trust } from "@moltbot/access";
import type { AuditRecord } from "@moltbot/audit";
import type { Choice } from "@moltbot/pairing";
import type { RuleSource } from "../policy/policy.ts";
import type { RulePlace } from "../policy/rule-place.ts";

/** Something that was decided, who said so, and where that stands. */
export interface Said {
  readonly from: RuleSource;
  /** Absent for what no file says. */
  readonly place?: RulePlace;
}

/** Everything that holds for one person's direct chat at this moment, each with its reason (SPEC R0.5, R1.4). Plain data; times in milliseconds. */
export interface PersonReport {
  readonly channel: string;
  readonly account: string;
  readonly userId: string;
  /** Whether they ever wrote to the bot. */
  readonly known: boolean;
  /** Where they stand, in one word. */
  readonly state: "blocked" | "paired" | "pending" | "known";
  readonly displayName?: string;
  readonly username?: string;
  readonly phone?: string;
  readonly firstSeenAt?: number;
  readonly lastSeenAt?: number;
  /** What their next message would meet. */
  readonly access: {
    readonly trust: Trust;
    readonly action: "admit" | "offer-pairing" | "ignore";
    readonly reason: string;
    readonly policy: string;
    readonly place?: RulePlace;
  };
  readonly grant?: {
    readonly grantedAt: number;
    readonly expiresAt?: number;
    readonly inForce: boolean;
    readonly via: string;
    readonly approvedBy: readonly string[];
  };
  readonly block?: {
    readonly blockedAt: number;
    readonly blockedBy: string;
    readonly reason?: string;
    readonly expiresAt?: number;
  };
  readonly agent: Said & {
    readonly id: string;
    /** False: the config names it but does not describe it, so it reaches nothing. */
    readonly described: boolean;
    readonly model?: string;
    readonly dmPolicy?: string;
  };
  readonly permissions: Said & { readonly list: readonly string[] };
  /** What an operator chose for them; the config's own words hold first. */
  readonly choice?: Choice;
  readonly tools: readonly {
    readonly tool: string;
    readonly allowed: boolean;
    readonly layer?: string;
    readonly rule?: string;
    readonly place?: RulePlace;
  }[];
  readonly sandbox: {
    readonly mode: "off" | "all" | "non-main";
    readonly sandboxed: boolean;
    readonly scope: "session" | "agent" | "shared";
    /** Whether allowed commands run unasked where their tools work. */
    readonly runsUnasked: boolean;
  };
  readonly workspace: {
    /** On the machine that answers. */
    readonly directory: string;
    readonly exists: boolean;
    /** As the config names it. */
    readonly declared?: string;
    /** Who works in the same one: people, or `agent` or `shared` for what `sandbox.scope` says. */
    readonly sharedWith: readonly string[];
  };
  readonly session: {
    readonly key: string;
    readonly pairedSince?: number;
    /** At most 1000 are counted. */
    readonly lines: number;
    readonly lastAt?: number;
  };
  readonly pending: { readonly pairing?: string; readonly commands: readonly string[] };
  /** What operators call them; allowlists match it like a tag. */
  readonly labels: readonly string[];
  /** Other identities of the same person. */
  readonly linked: readonly string[];
  /** The last ten records of the audit log about them, newest first. */
  readonly audit: readonly AuditRecord[];
}
