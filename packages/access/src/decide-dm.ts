import { type AllowlistMatch, stableSources, type Target } from "@moltbot/allowlist-match";
import { hasUnsafeText } from "@moltbot/core";
import { allowMatch } from "./allow.ts";
import { autoApproveRule } from "./auto-approve.ts";
import type { AccessDecision, Ignore, Layer, OfferPairing, ReasonCode } from "./decision.ts";
import { type DmPolicy, effectivePolicy } from "./policy.ts";
import type { DmRules, Facts } from "./rules.ts";
import { grantState, isBlocked, ownerMatch } from "./trust.ts";

/**
 * Whether somebody may talk to the bot by direct message: the one question that every event asks before anything else
 * happens. Pure, and the first of these that fits decides (SPEC R1.1, R1.2, R2.5):
 *
 * own echo, no usable id, blocked, `disabled` → ignore; owner → admit; unknown sender of an event that may not pair → ignore; under
 * `pairing` a grant admits while it holds and offers pairing once it lapsed; `open` admits; a matching entry admits;
 * under `pairing` an auto-approve rule admits with a grant, and everybody else is offered pairing; else ignore.
 */
export function decideDm(rules: DmRules, who: Target, facts: Facts): AccessDecision {
  if (facts.own) return ignore("own_echo", "event");
  if (!isSomebody(who)) return ignore("no_identity", "event");
  if (isBlocked(facts)) return ignore("blocked", "block");
  const policy = effectivePolicy(rules.policy, rules.agentPolicy);
  if (policy === "disabled") return ignore("dm_disabled", "policy");
  const owner = ownerMatch(rules, who);
  if (owner !== undefined) return { action: "admit", trust: "owner", reason: "owner", layer: "owners", match: owner };
  return decideGuest(policy, rules, who, facts);
}

function decideGuest(policy: DmPolicy, rules: DmRules, who: Target, facts: Facts): AccessDecision {
  // Grants are read under pairing only (SPEC R1.2).
  const grant = policy === "pairing" ? grantState(facts) : "none";
  if (grant === "valid") return { action: "admit", trust: "paired", reason: "paired", layer: "grant" };
  const match = allowMatch(rules, who, facts);
  // Who let a pairing lapse renews it, listed or not: the grant is looked at first.
  const unknown = grant === "expired" || !match.allowed;
  if (!facts.mayPair && unknown) return stranger("may_not_pair", "event", rules, who);
  if (grant === "expired") return offer("grant_expired", "grant", claimOf(rules, who));
  if (policy === "open") return openDecision(match);
  if (match.allowed) {
    return { action: "admit", trust: "allowlisted", reason: "allowlisted", layer: "allow-from", match };
  }
  if (policy !== "pairing") return stranger("not_allowlisted", "policy", rules, who);
  const rule = rules.autoApprove && autoApproveRule(rules.autoApprove, facts.verified ?? {});
  if (rule !== undefined) {
    return { action: "admit", trust: "paired", reason: "auto_approved", layer: "auto-approve", grantBy: rule };
  }
  const claim = claimOf(rules, who);
  return claim === undefined ? offer("not_paired", "policy") : offer("claim_only", "allow-from", claim);
}

/** Without an id there is no principal, not even under `open` (SPEC R2.4). */
function isSomebody(who: Target): boolean {
  return typeof who.id === "string" && who.id.trim() !== "" && !hasUnsafeText(who.id);
}

/** Everybody is admitted; who is listed by more than `*` keeps the trust of it. */
function openDecision(match: AllowlistMatch): AccessDecision {
  const decision = { action: "admit", reason: "dm_open", layer: "policy" } as const;
  if (!match.allowed) return { ...decision, trust: "unknown" };
  return { ...decision, trust: match.matchSource === "wildcard" ? "unknown" : "allowlisted", match };
}

function stranger(reason: ReasonCode, layer: Layer, rules: DmRules, who: Target): Ignore {
  const claim = claimOf(rules, who);
  if (claim === undefined) return ignore(reason, layer);
  return reason === "not_allowlisted"
    ? { ...ignore("claim_only", "allow-from"), claim }
    : { ...ignore(reason, layer), claim };
}

/** What they would match if names granted anything. */
function claimOf(rules: DmRules, who: Target): AllowlistMatch | undefined {
  const match = rules.claims?.match(who);
  if (match?.matchSource === undefined || stableSources.includes(match.matchSource)) return undefined;
  return match;
}

function ignore(reason: ReasonCode, layer: Layer): Ignore {
  return { action: "ignore", reason, layer };
}

function offer(reason: ReasonCode, layer: Layer, claim?: AllowlistMatch): OfferPairing {
  return { action: "offer-pairing", reason, layer, ...(claim !== undefined && { claim }) };
}
