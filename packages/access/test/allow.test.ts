import { type DmRules, decideDm, type Facts } from "@moltbot/access";
import { compileAllowlist, stableSources, type Target } from "@moltbot/allowlist-match";
import { describe, expect, test } from "vitest";

const channel = "telegram";
function rulesOf(policy: string, ...allowFrom: string[]): DmRules {
  return {
    policy,
    owners: compileAllowlist([], { channel }),
    allow: compileAllowlist(allowFrom, { channel, sources: stableSources }),
    claims: compileAllowlist(allowFrom, { channel }),
    labels: compileAllowlist(allowFrom, { channel, sources: ["tag", "prefixed-tag"] }),
    entries: new Set(allowFrom),
  };
}
const base: Facts = { own: false, mayPair: true, now: 0 };
const decide = (rules: DmRules, who: Target, facts: Partial<Facts> = {}) => decideDm(rules, who, { ...base, ...facts });

describe("labels that the operator gave [R2.5]", () => {
  test.each(["@family", "telegram:@family", "@FAMILY"])("%s lets in who is labelled so", (entry) => {
    const rules = rulesOf("allowlist", entry);
    const labelled = decide(rules, { id: "5" }, { labels: ["family"] });
    expect(labelled).toMatchObject({ action: "admit", trust: "allowlisted", match: { matchKey: entry } });
    expect(decide(rules, { id: "5" }, { labels: ["friends"] }).action).toBe("ignore");
  });

  test("a tag of the platform, a username or a name of that sound stays a claim", () => {
    const rules = rulesOf("allowlist", "@family", "family");
    for (const who of [{ tags: ["family"] }, { username: "family" }, { name: "family" }]) {
      expect(decide(rules, { id: "5", ...who })).toMatchObject({ action: "ignore", reason: "claim_only" });
    }
  });

  test("a label makes no owner, names nobody by id, and does not outrank a block or `disabled`", () => {
    const rules = { ...rulesOf("pairing", "5", "family"), owners: compileAllowlist(["@family"], { channel }) };
    expect(decide(rules, { id: "6" }, { labels: ["family", "5", "*"] }).action).toBe("offer-pairing");
    const listed = rulesOf("pairing", "@family");
    expect(decide(listed, { id: "6" }, { labels: ["family"], block: {} }).action).toBe("ignore");
    expect(decide(rulesOf("disabled", "@family"), { id: "6" }, { labels: ["family"] }).action).toBe("ignore");
  });
});

describe("pinned claims [R2.5]", () => {
  test("a pin lets the id in whatever they are called now, and nobody else of that name", () => {
    const rules = rulesOf("allowlist", "@alice");
    expect(decide(rules, { id: "5", username: "renamed" }, { pins: ["@alice"] })).toMatchObject({
      action: "admit",
      match: { matchKey: "@alice", matchSource: "id" },
    });
    expect(decide(rules, { id: "6", username: "alice" })).toMatchObject({ action: "ignore", reason: "claim_only" });
  });

  test("a pin ends with its entry", () => {
    expect(decide(rulesOf("allowlist", "@bob"), { id: "5" }, { pins: ["@alice"] }).action).toBe("ignore");
    expect(decide(rulesOf("allowlist"), { id: "5" }, { pins: ["@alice"] }).action).toBe("ignore");
  });
});
