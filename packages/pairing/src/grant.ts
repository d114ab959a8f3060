import type { Principal } from "@moltbot/core";
import type { PairingRules } from "./pairing.ts";
import type { Grant, PairingChange } from "./store.ts";

/** Whether a grant still counts at `now`. The last millisecond of its life is the one before `expiresAt`. */
export function isInForce(grant: Grant, now: number): boolean {
  return grant.expiresAt === undefined || now < grant.expiresAt;
}

/** What a person gets when they are let in: a grant and a session row. */
export function letIn(
  who: Principal,
  rules: PairingRules,
  o: { now: number; via: string; approvedBy: readonly string[] },
): {
  readonly grant: Grant;
  readonly session: Extract<PairingChange, { type: "put-session" }>["session"];
  readonly changes: readonly PairingChange[];
} {
  const grant: Grant = {
    principal: who,
    grantedAt: o.now,
    via: o.via,
    approvedBy: o.approvedBy,
    ...(rules.ttlMs === undefined ? {} : { expiresAt: o.now + rules.ttlMs }),
  };
  const session = { principal: who, ...rules.sessionFor(who), createdAt: o.now };
  return {
    grant,
    session,
    changes: [
      { type: "put-grant", grant },
      { type: "put-session", session },
    ],
  };
}
