import type { Principal } from "@moltbot/core";
import type { CommandExplanation } from "../policy/explain-command.ts";
import type { ToolExplanation } from "../policy/explain-tool.ts";
import type { RulePlace } from "../policy/rule-place.ts";

/** What is asked: somebody writes this, there. */
export interface MessageQuestion {
  readonly who: Principal;
  /** The platform's id of a group; absent: a direct message. */
  readonly group?: string;
  /** What they write; a command is read as the platforms do. */
  readonly text: string;
  /** The platform marks a mention of the bot. */
  readonly mention: boolean;
  /** It answers a message of the bot. */
  readonly reply: boolean;
  /** A tool that the agent would call for them. */
  readonly tool?: string;
  /** A command line that it would run for them. */
  readonly command?: string;
}

/**
 * What the bot does: `answers` (the agent speaks), `carries-out` (a command about other people), `offers-pairing` (they
 * are asked to pair, or their request is filed), `notice` (one line that is no answer), `silent`, or `unreached` (the
 * account is not connected, nothing arrives).
 */
export type Outcome = "answers" | "carries-out" | "offers-pairing" | "notice" | "silent" | "unreached";

/** What would make it come out otherwise. */
export interface Change {
  readonly text: string;
  /** Words of a `moltbot` command that does it. */
  readonly command?: readonly string[];
  /** The setting to edit. */
  readonly setting?: string;
}

/** The gates that a message passes, in the order of DESIGN §3. */
export type GateName =
  | "channel"
  | "event"
  | "block"
  | "group"
  | "policy"
  | "owners"
  | "grant"
  | "allow-from"
  | "auto-approve"
  | "sender"
  | "command"
  | "mention"
  | "limits"
  | "agent"
  | "permissions"
  | "sandbox"
  | "tools";

/** What one gate says, and what made it say so (SPEC R0.5, R9.6). Untrusted text may be in `says`. */
export interface Gate {
  readonly gate: GateName;
  /** `admits`, `offers` and `stops` decide; `passes` stands in nobody's way; `unasked`: it was decided before. */
  readonly verdict: "passes" | "admits" | "offers" | "stops" | "unasked";
  readonly says: string;
  /** The setting that it comes from. */
  readonly place?: RulePlace;
  readonly change?: Change;
}

/** Why somebody is, or is not, answered: every gate with what decided (SPEC R9.6). Plain data; nothing was changed. */
export interface Explanation {
  readonly channel: string;
  readonly account: string;
  readonly userId: string;
  /** Whether they ever wrote to the bot. */
  readonly known: boolean;
  readonly group?: string;
  readonly text: string;
  readonly outcome: Outcome;
  /** Why, in one word: the reason that the audit log would hold. */
  readonly reason: string;
  readonly gates: readonly Gate[];
  /** What to change at the gate that stopped or offered. */
  readonly change?: Change;
  readonly tool?: ToolExplanation;
  readonly command?: CommandExplanation;
  /** Version of the policy that was asked. */
  readonly policy: string;
}

/** Says why somebody is, or is not, answered; reads only. Throws `unavailable` when the store is out of reach. */
export type Explainer = (question: MessageQuestion) => Promise<Explanation>;
