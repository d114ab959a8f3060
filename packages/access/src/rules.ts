import type { CompiledAllowlist } from "@moltbot/allowlist-match";
import type { AutoApproveRules } from "./auto-approve.ts";

/** The rules for direct messages to one account of one channel. */
export interface DmRules {
  /** The channel's or account's policy. One that cannot be read counts as `disabled`. */
  readonly policy: string;
  /** The policy of the agent that would answer; the stricter holds. */
  readonly agentPolicy?: string;
  /** Compiled for this channel. Only ids count here, `*` and names never do (SPEC R1.1). */
  readonly owners: CompiledAllowlist;
  /**
   * `allowFrom`, compiled with the sources in force: `stableSources`, or all of them where
   * `dangerouslyAllowNameMatching` is on (SPEC R2.5).
   */
  readonly allow: CompiledAllowlist;
  /** `allowFrom`, compiled with all sources: what a sender claims to be. Leave it out to record no claims. */
  readonly claims?: CompiledAllowlist;
  /** `allowFrom`, compiled with the sources `tag` and `prefixed-tag`: which labels let in. */
  readonly labels?: CompiledAllowlist;
  /** The entries of `allowFrom` as written: a pin counts while its entry is among them. */
  readonly entries?: ReadonlySet<string>;
  readonly autoApprove?: AutoApproveRules;
}

/** What the platform and the store know about this event and its sender. */
export interface Facts {
  /** The bot's own message. */
  readonly own: boolean;
  /** Whether this kind of event may lead to pairing: a plain message, never an edit, reaction or button. */
  readonly mayPair: boolean;
  /** Their pairing with this account, lapsed or not. `expiresAt` in milliseconds since the epoch; absent: no end. */
  readonly grant?: { readonly expiresAt?: number };
  /** Their block, or that of an identity linked to theirs. `expiresAt` as for a grant: from then on it is none. */
  readonly block?: { readonly reason?: string; readonly expiresAt?: number };
  /** What the operator labelled them, with or without `@`; matches as tags do, and nobody can choose it themselves (SPEC R2.5). */
  readonly labels?: readonly string[];
  /** The entries that an approval tied to their stable id (DESIGN, "Claims"). */
  readonly pins?: readonly string[];
  /** Identities that the platform itself verified: a phone number in E.164, an e-mail address. */
  readonly verified?: { readonly phone?: string; readonly email?: string };
  /** Milliseconds since the epoch. */
  readonly now: number;
}
