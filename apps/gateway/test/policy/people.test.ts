import { parseConfig } from "@moltbot/config";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../src/policy/compile.ts";
import type { Policy } from "../../src/policy/policy.ts";

function policyOf(config: unknown): Policy {
  const parsed = parseConfig(JSON.stringify(config));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.config);
}

const who = (id: string, channel = "telegram") => ({ channel, account: "default", id });

describe("who is who", () => {
  test("owners approve unless the config names approvers [R3.4]", () => {
    const owners = policyOf({ owners: ["telegram:1"] });
    expect(owners.isApprover(who("1"))).toBe(true);
    const named = policyOf({ owners: ["telegram:1"], pairing: { approvers: ["telegram:2"] } });
    expect(named.isApprover(who("1"))).toBe(false);
    expect(named.isApprover(who("2"))).toBe(true);
    expect(named.isOwner(who("1"))).toBe(true);
  });

  test("ids compare whole, on their own channel only [R2.4]", () => {
    const policy = policyOf({ owners: ["telegram:12"] });
    for (const stranger of [who("1"), who("123"), who("012"), who("12", "discord"), who("")]) {
      expect(policy.isOwner(stranger)).toBe(false);
      expect(policy.isApprover(stranger)).toBe(false);
    }
  });

  test("the signed-in operator is an owner of the web chat, and one voter with the dashboard [R3.5]", () => {
    const policy = policyOf({});
    expect(policy.isOwner(who("owner", "web"))).toBe(true);
    expect(policy.isOwner(who("owner"))).toBe(false);
    expect(policy.pairing.personOf(who("owner", "web"))).toBe("operator");
  });

  test("a single owner is the operator, and two owners are two people [R3.5]", () => {
    expect(policyOf({ owners: ["telegram:1"] }).pairing.personOf(who("1"))).toBe("operator");
    const two = policyOf({ owners: ["telegram:1", "telegram:2"] }).pairing;
    expect(new Set([two.personOf(who("1")), two.personOf(who("2")), two.personOf(who("owner", "web"))]).size).toBe(3);
  });

  test("linked identities are one person [R3.5]", () => {
    const policy = policyOf({ identityLinks: { ann: ["telegram:1", "whatsapp:+84987654321"] } });
    expect(policy.pairing.personOf(who("1"))).toBe(policy.pairing.personOf(who("+84987654321", "whatsapp")));
    expect(policy.pairing.personOf(who("2"))).not.toBe(policy.pairing.personOf(who("1")));
  });

  test("bindings choose the agent: the person's, then the channel's, then any [R1.5]", () => {
    const policy = policyOf({
      agents: {
        list: [{ id: "admin" }, { id: "team" }, { id: "rest" }],
        bindings: { "*": "rest", "telegram:*": "team", "telegram:1": "admin" },
      },
    });
    expect(policy.agentFor(who("1")).id).toBe("admin");
    expect(policy.agentFor(who("2")).id).toBe("team");
    expect(policy.agentFor(who("2", "web")).id).toBe("rest");
  });
});
