import { type JsonObject, MoltbotError } from "@moltbot/core";
import type { Approval, GrantScope } from "./approval.ts";

/** What can be granted: commands. */
export type GrantKind = "exec";

/** How long a grant holds: until its session ends, or until somebody revokes it. */
export type LastingScope = Exclude<GrantScope, "once">;

/** A standing permission: the same thing may run again without a question (SPEC R7.3). Plain data. */
export interface Grant {
  /** Server-made: `grant_…`. */
  readonly id: string;
  readonly kind: GrantKind;
  /** Digest of exactly what may run again. Compared whole. */
  readonly subject: string;
  readonly scope: LastingScope;
  /** The session that it is bound to; present exactly when `scope` is `session`. */
  readonly session?: string;
  readonly agent: string;
  /** The approved question that it came from. */
  readonly approval: string;
  readonly grantedAt: number;
  /** The people whose yes it rests on. */
  readonly grantedBy: readonly string[];
  /** It ends at this millisecond; absent: it does not end by itself. */
  readonly expiresAt?: number;
  /** What an operator is shown: the command, the directory, … */
  readonly payload: JsonObject;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
  /** Raised by one on every change. */
  readonly version: number;
}

/** What is to be allowed from now on. */
export interface GrantWish {
  readonly scope: LastingScope;
  /** Needed for scope `session`, left out of an `always` grant. */
  readonly session?: string;
  readonly agent: string;
  readonly subject: string;
  readonly payload: JsonObject;
  /** Absent: a session grant holds for {@link sessionGrantMs}, an `always` grant does not end. */
  readonly expiresAt?: number;
}

/** How long a session grant holds unless told: 8 hours. */
export const sessionGrantMs = 8 * 3_600_000;

const invalid = (message: string, hint: string): MoltbotError => new MoltbotError("invalid", message, { hint });

/**
 * A new grant (version 1) that rests on the people who said yes to `approval`.
 * @throws MoltbotError `invalid` when a name is empty, a session grant names no session, or its end is not ahead
 */
export function makeGrant(approval: Approval, wish: GrantWish, o: { id: string; now: number }): Grant {
  const { scope, session, agent, subject, payload } = wish;
  if (agent === "" || subject === "") throw invalid("A grant needs an agent and a subject", "Name both.");
  if (scope === "session" && !session) throw invalid("A grant for a session needs the session", "Name the session.");
  const expiresAt = wish.expiresAt ?? (scope === "session" ? o.now + sessionGrantMs : undefined);
  if (expiresAt !== undefined && !(expiresAt > o.now)) throw invalid("The grant has ended already", "Set a later end.");
  const people = approval.votes.flatMap((vote) => (vote.decision === "approve" ? [vote.by] : []));
  return {
    id: o.id,
    kind: "exec",
    subject,
    scope,
    ...(scope === "session" && session !== undefined ? { session } : {}),
    agent,
    approval: approval.id,
    grantedAt: o.now,
    grantedBy: [...new Set(people)],
    ...(expiresAt === undefined ? {} : { expiresAt }),
    payload,
    version: 1,
  };
}

/** Whether a grant holds at `now`. Its last millisecond is the one before `expiresAt`. */
export function isLive(grant: Grant, now: number): boolean {
  return grant.revokedAt === undefined && (grant.expiresAt === undefined || now < grant.expiresAt);
}

const reach: readonly GrantScope[] = ["once", "session", "always"];

/**
 * How far an approval reaches: as far as the most careful of the people who said yes. `fallback` stands for those who did
 * not say how far.
 */
export function agreedScope(approval: Approval, fallback: GrantScope = "once"): GrantScope {
  const scopes = approval.votes.flatMap((vote) => (vote.decision === "approve" ? [vote.scope ?? fallback] : []));
  return reach.find((scope) => scopes.includes(scope)) ?? "once";
}
