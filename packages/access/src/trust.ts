import type { AllowlistMatch, Target } from "@moltbot/allowlist-match";
import { allowMatch } from "./allow.ts";
import type { Trust } from "./decision.ts";
import { effectivePolicy } from "./policy.ts";
import type { DmRules, Facts } from "./rules.ts";

/**
 * How far somebody is trusted on this account, whatever kind of event they send (SPEC R1.1). Pairings count under
 * `pairing` only. For `/whoami` and lists of people; whether they may talk is for `decideDm` to say.
 */
export function trustOf(rules: DmRules, who: Target, facts: Omit<Facts, "own" | "mayPair" | "verified">): Trust {
  if (isBlocked(facts)) return "blocked";
  if (ownerMatch(rules, who) !== undefined) return "owner";
  const pairing = effectivePolicy(rules.policy, rules.agentPolicy) === "pairing";
  if (pairing && grantState(facts) === "valid") return "paired";
  return allowMatch(rules, who, facts).allowed ? "allowlisted" : "unknown";
}

/** The entry of `owners` that names them by id; `*` and names make nobody an owner. */
export function ownerMatch(rules: DmRules, who: Target): AllowlistMatch | undefined {
  const match = rules.owners.match(who);
  return match.matchSource === "id" || match.matchSource === "prefixed-id" ? match : undefined;
}

/** A block holds until, and not at, its `expiresAt`. */
export function isBlocked({ block, now }: Pick<Facts, "block" | "now">): boolean {
  return block !== undefined && (block.expiresAt === undefined || now < block.expiresAt);
}

/** A grant holds until, and not at, its `expiresAt`. */
export function grantState(facts: Pick<Facts, "grant" | "now">): "none" | "valid" | "expired" {
  if (facts.grant === undefined) return "none";
  const { expiresAt } = facts.grant;
  return expiresAt === undefined || facts.now < expiresAt ? "valid" : "expired";
}
