import type { AllowlistMatch } from "@moltbot/allowlist-match";

/** How far somebody is trusted (SPEC R1.1). `blocked` beats all others. */
export type Trust = "owner" | "paired" | "allowlisted" | "unknown" | "blocked";

/** Which part of the rules decided (SPEC R0.5). */
export type Layer = "event" | "block" | "policy" | "owners" | "grant" | "allow-from" | "auto-approve" | "group";

/**
 * Why a decision came out as it did. Codes are stable: logs, metrics and the audit trail hold them.
 *
 * - `own_echo`: the bot's own message, echoed by the platform
 * - `no_identity`: the sender has no usable id
 * - `blocked`: an operator or approver blocked them
 * - `dm_disabled`: the policy lets nobody write by direct message, or could not be read
 * - `owner`: named in `owners`
 * - `may_not_pair`: an edit, reaction or button of somebody who is not known
 * - `paired`: a pairing that still holds
 * - `grant_expired`: a pairing that has lapsed
 * - `dm_open`: the policy admits everybody
 * - `allowlisted`: an entry of `allowFrom` names them
 * - `auto_approved`: a rule of `pairing.autoApprove` fits an identity that the platform verified
 * - `claim_only`: an entry names them only by something that anyone can call themselves
 * - `not_paired`: a stranger, under `pairing`
 * - `not_allowlisted`: a stranger, under `allowlist`
 *
 * In groups (SPEC R5.1, R5.2):
 *
 * - `group_admitted`: the rules of the group let them speak, and the bot was spoken to
 * - `group_disabled`: the group is switched off
 * - `group_not_listed`: `groups` names neither this group nor `*`
 * - `group_sender_not_listed`: the group has an `allowFrom` that does not name them
 * - `other_bot`: another bot, which no `allowFrom` names by its id
 * - `edited`: an edit; in a group only the first wording counts
 * - `addressed_elsewhere`: a command for another bot
 * - `command_denied`: the command is one of `deniedCommands`
 * - `command_not_allowed`: the group has `allowedCommands` without this one
 * - `not_mentioned`: nobody spoke to the bot
 * - `group_limited`: the hourly cap of the group is reached; said by whoever counts
 */
export type ReasonCode =
  | "own_echo"
  | "no_identity"
  | "blocked"
  | "dm_disabled"
  | "owner"
  | "may_not_pair"
  | "paired"
  | "grant_expired"
  | "dm_open"
  | "allowlisted"
  | "auto_approved"
  | "claim_only"
  | "not_paired"
  | "not_allowlisted"
  | "group_admitted"
  | "group_disabled"
  | "group_not_listed"
  | "group_sender_not_listed"
  | "other_bot"
  | "edited"
  | "addressed_elsewhere"
  | "command_denied"
  | "command_not_allowed"
  | "not_mentioned"
  | "group_limited";

/**
 * Why the bot takes a message in a group as said to it: the platform's own mention, an answer to one of its messages, a
 * pattern, a command of somebody whom the group's `allowFrom` or `owners` names, or because the group asks for no mention.
 */
export type Activation =
  | { readonly by: "mention" | "reply" | "command" | "always" }
  | { readonly by: "pattern"; readonly pattern: string };

/** The conversation goes on. */
export interface Admit {
  readonly action: "admit";
  readonly trust: Exclude<Trust, "blocked">;
  readonly reason: ReasonCode;
  readonly layer: Layer;
  /** The entry that names them, if one does. */
  readonly match?: AllowlistMatch;
  /** The auto-approve rule that pairs them: the caller stores a grant with it before going on. */
  readonly grantBy?: string;
  /** In groups: what made the message one for the bot. */
  readonly activation?: Activation;
  /** In groups: most messages in any hour. The caller counts this one, and stays silent when there is no room. */
  readonly maxPerHour?: number;
}

/** The stranger may ask to be paired. */
export interface OfferPairing {
  readonly action: "offer-pairing";
  readonly reason: ReasonCode;
  readonly layer: Layer;
  /** The entry they would match if names granted anything (DESIGN, "Claims"). */
  readonly claim?: AllowlistMatch;
}

/** Silence. */
export interface Ignore {
  readonly action: "ignore";
  readonly reason: ReasonCode;
  readonly layer: Layer;
  readonly claim?: AllowlistMatch;
}

/** What to do with an event, and the rule that said so (SPEC R0.5). */
export type AccessDecision = Admit | OfferPairing | Ignore;
