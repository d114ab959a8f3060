import { type AccessDecision, type DmRules, decideDm, effectivePolicy, type Facts, trustOf } from "@moltbot/access";
import type { Target } from "@moltbot/allowlist-match";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRules, facts, type RawRules, rawRules, target } from "./support/arbitraries.ts";
import { referenceDecision } from "./support/reference.ts";

const runs = { numRuns: 3_000 };

/** How much a decision gives: nothing, the chance to ask, the conversation. */
function reach(decision: AccessDecision): number {
  return ["ignore", "offer-pairing", "admit"].indexOf(decision.action);
}

function holds(check: (raw: RawRules, rules: DmRules, who: Target, known: Facts) => void): void {
  fc.assert(
    fc.property(rawRules, target, facts, (raw, who, known) => check(raw, compileRules(raw), who, known)),
    runs,
  );
}

describe("every DM decision", () => {
  test("is the one that the table gives, a hundred thousand times [R1.1] [R1.2]", () => {
    const reasons = new Set<string>();
    const events = fc.array(fc.tuple(target, facts), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(rawRules, events, (raw, list) => {
        const rules = compileRules(raw);
        for (const [who, known] of list) {
          const decision = decideDm(rules, who, known);
          reasons.add(decision.reason);
          const { action, reason } = decision;
          expect({ action, reason }).toEqual(referenceDecision(rules, who, known));
        }
      }),
      { numRuns: 5_000 },
    );
    expect(reasons.size).toBe(14);
  });

  test("ignores the blocked, whatever else is true [R1.1]", () => {
    holds((_, rules, who, known) => {
      const blocked = { ...known, block: {} };
      expect(decideDm(rules, who, blocked).action).toBe("ignore");
      expect(trustOf(rules, who, blocked)).toBe("blocked");
    });
  });

  test("gives no less when one more entry is allowed", () => {
    fc.assert(
      fc.property(
        rawRules,
        fc.constantFrom("1", "2", "@alice", "*", "alice"),
        target,
        facts,
        (raw, extra, who, known) => {
          const before = decideDm(compileRules(raw), who, known);
          const after = decideDm(compileRules({ ...raw, allowFrom: [...raw.allowFrom, extra] }), who, known);
          expect(reach(after)).toBeGreaterThanOrEqual(reach(before));
        },
      ),
      runs,
    );
  });

  test("gives no more under a stricter policy of the agent", () => {
    holds((raw, _, who, event) => {
      const known = { ...event, mayPair: true };
      const without = decideDm(compileRules({ ...raw, agentPolicy: undefined }), who, known);
      const strict = decideDm(compileRules({ ...raw, agentPolicy: "allowlist" }), who, known);
      // A lapsed pairing is not looked at under `allowlist`, so whoever is listed gets in by the list.
      if (without.reason !== "grant_expired") expect(reach(strict)).toBeLessThanOrEqual(reach(without));
    });
  });

  test("depends on pairings under `pairing` only [R1.2]", () => {
    holds((raw, rules, who, known) => {
      if (effectivePolicy(raw.policy, raw.agentPolicy) === "pairing") return;
      const { grant: _, ...without } = known;
      expect(decideDm(rules, who, known)).toEqual(decideDm(rules, who, without));
    });
  });

  test("does not depend on names while name matching is off [R2.5]", () => {
    holds((raw, _, who, known) => {
      const rules = compileRules({ ...raw, nameMatching: false });
      const named = decideDm(rules, who, known);
      const nameless = decideDm(rules, { id: who.id }, known);
      expect(named.action).toBe(nameless.action);
      if (named.action === "admit") expect(named).toEqual(nameless);
    });
  });

  test("makes nobody an owner by a name or by *", () => {
    holds((raw, _, who, known) => {
      const rules = compileRules({ ...raw, owners: ["*", "alice", "@alice", "telegram:@alice"] });
      expect(decideDm(rules, who, known)).not.toMatchObject({ trust: "owner" });
    });
  });

  test("says which trust it gave as `trustOf` does", () => {
    holds((_, rules, who, known) => {
      const decision = decideDm(rules, who, known);
      if (decision.action !== "admit" || decision.reason === "dm_open" || decision.reason === "auto_approved") return;
      expect(decision.trust).toBe(trustOf(rules, who, known));
    });
  });
});
