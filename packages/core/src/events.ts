import type { JsonObject } from "./json.ts";
import type { Principal } from "./principal.ts";

/** Who did something: a person on a channel, the operator at the CLI or dashboard, or the system itself. */
export type Actor =
  | { readonly kind: "person"; readonly principal: Principal }
  | { readonly kind: "operator"; readonly via: "cli" | "dashboard" | "api" }
  | { readonly kind: "system" };

/** How a decision or act ended. */
export type EventOutcome = "allowed" | "denied" | "done" | "failed";

/**
 * A fact that a domain operation states together with its change; the store writes both in one transaction (SPEC R0.5,
 * R9.5). Nothing personal goes into `data`: it is hashed into the audit chain for good. What identifies a person
 * (`actor`, `subject`, `personal`) is kept beside the chain and can be erased.
 */
export interface DomainEvent {
  /** Dotted name, area first: `pairing.approved`, `access.ignored`. */
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: EventOutcome;
  readonly actor: Actor;
  /** The person it is about. */
  readonly subject?: Principal;
  /** The request, session or message it is about. */
  readonly ref?: string;
  /** The rule that decided: a reason code, a config path or a list entry's position. */
  readonly reason?: string;
  /** Version of the policy in force. */
  readonly policy?: string;
  readonly data?: JsonObject;
  readonly personal?: JsonObject;
}

/** Answer of a store to an atomic write with preconditions. */
export type CommitResult =
  | { readonly status: "committed" }
  /** A precondition no longer held; nothing was written. Read again and decide again. */
  | { readonly status: "conflict"; readonly because: string };
