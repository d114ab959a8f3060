import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../src/policy.ts";
import { configOf } from "../support/config.ts";

const who = { channel: "telegram", account: "default", id: "7" };
const choice = { agent: "chosen", permissions: ["exec"], chosenAt: 0, chosenBy: "operator" };
const list = `list: { main: {}, declared: {}, chosen: {}, id: {}, channel: {}, all: {}, named: {} }`;

describe("[R1.5] [R6.4] who decides agent and permissions", () => {
  test.each([
    [`sessions: { "telegram:7": { agent: "declared" } }`, "declared", "config", 'sessions["telegram:7"].agent'],
    ["", "chosen", "choice", undefined],
  ])("the config's own words, then what an operator chose: %s", (sessions, id, from, path) => {
    const policy = compilePolicy(configOf(`{ agents: { ${list}, bindings: { "telegram:7": "id" } }, ${sessions} }`));
    const route = policy.agentFor(who, { choice });
    expect(route).toMatchObject({ id, from });
    expect(route.path).toBe(path);
  });

  test.each([
    [`"telegram:7": "id", "telegram:*": "channel", "*": "all"`, "id", 'agents.bindings["telegram:7"]'],
    [`"telegram:*": "channel", "*": "all"`, "channel", 'agents.bindings["telegram:*"]'],
    [`"*": "all"`, "all", 'agents.bindings["*"]'],
  ])("bindings from the most particular on: %s", (bindings, id, path) => {
    const policy = compilePolicy(configOf(`{ agents: { ${list}, bindings: { ${bindings} } } }`));
    expect(policy.agentFor(who)).toMatchObject({ id, from: "binding", path });
  });

  test("main where nothing fits", () => {
    expect(compilePolicy(configOf("{}")).agentFor(who)).toMatchObject({ id: "main", from: "default" });
  });

  test("an agent's own DM policy counts for whoever it was chosen for", () => {
    const config = configOf(`{ channels: { telegram: { dmPolicy: "open" } }, agents: { list: { main: {},
      chosen: { dmPolicy: "disabled" } } } }`);
    expect(compilePolicy(config).dmRules(who, { choice }).agentPolicy).toBe("disabled");
    expect(compilePolicy(config).dmRules(who).agentPolicy).toBeUndefined();
  });

  test("[R2.5] a handle routes and gives nothing unless handles count, and never pairs or leads to a directory", () => {
    const policyWith = (names: boolean) =>
      compilePolicy(
        configOf(`{ channels: { telegram: { dangerouslyAllowNameMatching: ${names} } }, agents: { ${list} }, sessions: {
          "telegram:@Bob": { agent: "named", permissions: ["admin"], workspace: "bob", paired: true } } }`),
      );
    for (const username of ["bob", "@BOB"]) {
      const facts = { who, names: { username } };
      expect(policyWith(false).agentFor(who, facts.names).id).toBe("main");
      expect(policyWith(false).permissionRule(facts)).toMatchObject({ from: "agent" });
      expect(policyWith(true).agentFor(who, facts.names)).toMatchObject({ id: "named", from: "config" });
      expect(policyWith(true).permissionRule(facts)).toMatchObject({ permissions: ["admin"], from: "config" });
      expect(policyWith(true).declaredGrant(who)).toBeUndefined();
      expect(policyWith(true).workspaceOf(who)).toBeUndefined();
    }
    expect(policyWith(true).agentFor(who, { username: "bobby" }).id).toBe("main");
  });

  test("[R5.3] in a group nobody has more than its agent, whatever was laid down", () => {
    const words = fc.subarray(["read", "write", "exec", "browse", "admin"]);
    fc.assert(
      fc.property(words, fc.option(words), fc.option(words), fc.boolean(), (agent, declared, chosen, owner) => {
        const sessions = declared === null ? {} : { "telegram:7": { permissions: declared } };
        const config = configOf(
          JSON.stringify({
            agents: { defaults: { permissions: agent } },
            sessions,
            owners: owner ? ["telegram:7"] : [],
          }),
        );
        const names = chosen === null ? {} : { choice: { permissions: chosen, chosenAt: 0, chosenBy: "operator" } };
        const { permissions } = compilePolicy(config).permissionRule({ who, names, groupId: "-1" });
        expect(permissions.every((one) => agent.includes(one) || agent.includes("admin"))).toBe(true);
      }),
    );
  });
});
