import type { AllowlistMatch, Target } from "@moltbot/allowlist-match";
import type { DmRules, Facts } from "./rules.ts";

/**
 * The entry of `allowFrom` that lets somebody in: by the sources in force, by a label that the operator gave them, or by
 * a pin. What is left is at most a claim (SPEC R2.5).
 */
export function allowMatch(
  rules: Pick<DmRules, "allow" | "labels" | "entries">,
  who: Target,
  facts: Pick<Facts, "labels" | "pins">,
): AllowlistMatch {
  const match = rules.allow.match(who);
  if (match.allowed) return match;
  // Nothing that the sender said of themselves: the id and the operator's words only.
  const label = facts.labels?.length ? rules.labels?.match({ id: who.id, tags: facts.labels }) : undefined;
  if (label?.allowed === true) return label;
  const pinned = facts.pins?.find((entry) => rules.entries?.has(entry) === true);
  return pinned === undefined ? match : { allowed: true, matchKey: pinned, matchSource: "id" };
}
