import { defaultProfiles, type ToolLayersConfig, type ToolsConfig, toolPolicyFor } from "@moltbot/tool-policy";
import { describe, expect, test } from "vitest";

const tools = ["read", "exec", "message", "browser", "session_status", "sessions_list", "image", "gateway"];
const policyFor = (global: ToolsConfig, agent: ToolsConfig = {}, c: { provider?: string; model?: string } = {}) => {
  const cfg: ToolLayersConfig = { agents: { defaults: { tools: global }, list: { work: { tools: agent } } } };
  return toolPolicyFor(cfg, { agentId: "work", permissions: ["admin"], ...c });
};

describe("profiles [R6.3]", () => {
  test.each([
    ["minimal", ["session_status"]],
    ["coding", ["read", "exec", "session_status", "sessions_list", "image"]],
    ["Messaging", ["message", "session_status", "sessions_list"]],
    ["full", tools],
  ])("%s", (profile, wanted) => {
    expect(policyFor({ profile }).filter(tools)).toEqual(wanted);
  });

  test.each(["codng", "", "__proto__", "constructor"])("%j is unknown: allows nothing and is reported", (profile) => {
    const policy = policyFor({ profile, alsoAllow: ["read"] });
    expect(policy.filter(tools)).toEqual([]);
    expect(policy.problems).toMatchObject([{ layer: "profile", source: "agents.defaults.tools.profile" }]);
    expect(policy.decide("read").because).toMatch(/^There is no profile/);
  });

  test("one of the configuration extends or replaces the built-in ones", () => {
    const profiles = { reader: { allow: ["read"] }, minimal: { deny: ["exec"] } };
    expect(policyFor({ profile: "reader", profiles }).filter(tools)).toEqual(["read"]);
    expect(policyFor({ profile: "minimal", profiles }).decide("exec").allowed).toBe(false);
    expect(
      policyFor({ profiles }, { profile: "reader", profiles: { Reader: { allow: "image" } } }).filter(tools),
    ).toEqual(["image"]);
  });

  test("an agent's profile replaces the global one; all other layers stay", () => {
    const policy = policyFor({ profile: "minimal", deny: ["exec"] }, { profile: "coding" });
    expect(policy.filter(tools)).toEqual(["read", "session_status", "sessions_list", "image"]);
    expect(policy.decide("browser").because).toBe(
      'Layer "profile" (agents.list.work.tools.profile: coding) does not list it.',
    );
  });

  test("entries of built-in ones are not reported as dead, one's own are", () => {
    const dead = policyFor({ profile: "coding", alsoAllow: ["browsre"] }).deadRules(["read"]);
    expect(dead.map(({ entry }) => entry)).toEqual(["browsre"]);
  });

  test("the built-in ones are data", () => {
    expect(Object.keys(defaultProfiles)).toEqual(["minimal", "coding", "messaging", "full"]);
  });
});

describe("alsoAllow", () => {
  test("widens the profile beside it, and no other layer", () => {
    expect(policyFor({ profile: "minimal", alsoAllow: "browser" }).filter(tools)).toEqual([
      "browser",
      "session_status",
    ]);
    expect(policyFor({ profile: "minimal", alsoAllow: ["browser"], deny: ["browser"] }).decide("browser").allowed).toBe(
      false,
    );
    expect(policyFor({ profile: "minimal", alsoAllow: ["browser"] }, { allow: ["read"] }).filter(tools)).toEqual([]);
    const denied = { allow: ["read"], deny: ["exec"] };
    expect(policyFor({ profile: denied, alsoAllow: ["exec", "image"] }).filter(tools)).toEqual(["read", "image"]);
  });

  test("adds nothing to a profile that is open", () => {
    expect(policyFor({ profile: "full", alsoAllow: ["exec"] }).filter(tools)).toEqual(tools);
    const policy = policyFor({ profile: { allow: ["!exec"] }, alsoAllow: ["exec", "read"] });
    expect(policy.filter(["read", "exec", "image"])).toEqual(["read", "image"]);
  });

  test("without a profile in its block adds nothing and is reported", () => {
    const policy = policyFor({ profile: "minimal" }, { alsoAllow: ["browser"] });
    expect(policy.filter(tools)).toEqual(["session_status"]);
    expect(policy.problems).toMatchObject([{ entry: "alsoAllow", source: "agents.list.work.tools" }]);
    // The global block's goes with its profile.
    expect(policyFor({ profile: "minimal", alsoAllow: ["exec"] }, { profile: "minimal" }).decide("exec").allowed).toBe(
      false,
    );
  });

  test("takes nothing away, and never stands beside allow", () => {
    expect(() => policyFor({ profile: { allow: [] }, alsoAllow: ["!x"] })).toThrow(/takes away from a list that adds/);
    expect(() => policyFor({ allow: ["read"], alsoAllow: ["exec"] })).toThrow(/both allow and alsoAllow/);
  });
});

describe("byProvider", () => {
  const byProvider = {
    Anthropic: { deny: ["exec"] },
    "anthropic/Claude-X": { deny: ["read"], profile: "minimal", alsoAllow: ["image"] },
  };

  test("provider/model comes before provider, in any case", () => {
    for (const c of [
      { provider: "ANTHROPIC", model: "claude-x" },
      { provider: " anthropic ", model: "anthropic/claude-x" },
      { model: "anthropic/CLAUDE-X" },
    ]) {
      expect(policyFor({ byProvider }, {}, c).filter(tools)).toEqual(["session_status", "image"]);
    }
    const other = policyFor({ byProvider }, {}, { provider: "anthropic", model: "y" });
    expect(other.decide("exec")).toMatchObject({ allowed: false, layer: "global provider" });
    expect(policyFor({}, { byProvider }, { model: "anthropic/y" }).decide("exec")).toMatchObject({
      layer: "agent provider",
    });
    expect(policyFor({ byProvider }, {}, { provider: "openai", model: "claude-x" }).filter(tools)).toEqual(tools);
    expect(policyFor({ byProvider }).filter(tools)).toEqual(tools);
  });

  test("an agent's provider profile replaces the global one", () => {
    const policy = policyFor(
      { byProvider },
      { byProvider: { anthropic: { profile: "coding" } } },
      { model: "anthropic/claude-x" },
    );
    expect(policy.filter(tools)).toEqual(["exec", "session_status", "sessions_list", "image"]);
  });

  test("two keys for one provider are refused", () => {
    const twice = { byProvider: { anthropic: {}, ANTHROPIC: { deny: ["exec"] } } };
    expect(() => policyFor(twice, {}, { provider: "anthropic" })).toThrow(/is there twice/);
  });
});
