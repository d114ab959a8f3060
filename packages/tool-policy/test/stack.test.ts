import { compileToolPolicy, defaultGroups } from "@moltbot/tool-policy";
import { describe, expect, test } from "vitest";

const stack = compileToolPolicy([
  { name: "profile", source: "tools.profile", policy: { allow: ["group:fs", "group:runtime"] } },
  { name: "agent", policy: undefined },
  { name: "group", source: "tools.groups.g", policy: { allow: ["group:fs", "bash*"], deny: ["process"] } },
]);

describe("a stack [R6.2]", () => {
  test("names the layer and the entry that decided", () => {
    expect(stack.decide("process")).toEqual({
      allowed: false,
      layer: "group",
      rule: "process",
      because: 'Layer "group" (tools.groups.g.deny) denies it: "process".',
    });
    expect(stack.decide("browser")).toEqual({
      allowed: false,
      layer: "profile",
      because: 'Layer "profile" (tools.profile.allow) does not list it.',
    });
    expect(stack.decide("exec")).toMatchObject({ allowed: true, layer: "group", rule: "bash*" });
    expect(compileToolPolicy([]).decide("exec")).toEqual({ allowed: true, because: "No layer restricts it." });
  });

  test("explains every layer, also after the one that denied", () => {
    expect(stack.explain("browser")).toEqual([
      {
        layer: "profile",
        source: "tools.profile.allow",
        verdict: "deny",
        because: 'Layer "profile" (tools.profile.allow) does not list it.',
      },
      { layer: "agent", verdict: "no rule", because: 'Layer "agent" has no rule.' },
      {
        layer: "group",
        source: "tools.groups.g.allow",
        verdict: "deny",
        because: 'Layer "group" (tools.groups.g.allow) does not list it.',
      },
    ]);
  });

  test("is a copy: what happens to its lists later changes nothing", () => {
    const layer = { name: "agent", policy: { allow: ["read"] } };
    const policy = compileToolPolicy([layer]);
    layer.policy.allow.push("exec");
    layer.name = "other";
    expect(policy.decide("exec")).toMatchObject({ allowed: false, layer: "agent" });
  });

  test("answers cannot be changed by whoever got them first", () => {
    expect(Object.isFrozen(stack.decide("never_seen"))).toBe(true);
    expect(Object.isFrozen(stack.decide("exec"))).toBe(true);
    expect(Object.isFrozen(stack)).toBe(true);
  });
});

describe("groups [R6.3]", () => {
  const groups = { files: ["group:fs", "mcp__files__*"], "group:Web": "web_*" };

  test("hold patterns and other groups, and replace built-in ones", () => {
    const policy = compileToolPolicy([{ name: "agent", policy: { allow: ["Group:Files", "group:web"] } }], { groups });
    expect(policy.filter(["read", "mcp__files__x", "web_x", "exec"])).toEqual(["read", "mcp__files__x", "web_x"]);
    expect(policy.decide("read").rule).toBe("Group:Files");
  });

  test("an unknown one in allow allows nothing and is reported", () => {
    const policy = compileToolPolicy([{ name: "agent", policy: { allow: ["group:flies"] } }]);
    expect(policy.filter(["read", "exec"])).toEqual([]);
    expect(policy.problems).toEqual([
      {
        layer: "agent",
        entry: "group:flies",
        because: "There is no such group.",
        instead: "Define it among the groups.",
      },
    ]);
  });

  test("one that holds an unknown group or junk is reported where it allows, refused where it denies", () => {
    const broken = { groups: { mine: ["read", "group:flies"], other: ["read", 5 as unknown as string] } };
    for (const entry of ["group:mine", "group:other"]) {
      const policy = compileToolPolicy([{ name: "agent", policy: { allow: [entry] } }], broken);
      expect(policy.filter(["read", "write"])).toEqual(["read"]);
      expect(policy.problems).toHaveLength(1);
      expect(() => compileToolPolicy([{ name: "agent", policy: { deny: [entry] } }], broken)).toThrow(/cannot be used/);
    }
  });

  test.each([
    [{ a: ["group:b"], b: ["group:a"] }, /contains itself/],
    [{ a: ["!read"] }, /takes away/],
    [{ a: ["v[a"] }, /without its partner/],
    [{ a: 5 }, /is not a list/],
    [{ a: [], "group:A": [] }, /is given twice/],
    [{ "": [] }, /has no name/],
  ])("%j is refused, used or not", (groups, message) => {
    expect(() => compileToolPolicy([], { groups: groups as Record<string, string[]> })).toThrow(message);
  });

  test("members of Object.prototype are no groups", () => {
    const policy = compileToolPolicy([{ name: "agent", policy: { allow: ["group:constructor", "group:__proto__"] } }]);
    expect(policy.problems).toHaveLength(2);
    expect(policy.filter(["read"])).toEqual([]);
  });

  test("every tool of a built-in group is one name", () => {
    for (const tools of Object.values(defaultGroups)) {
      expect(compileToolPolicy([]).filter(tools)).toEqual(tools);
    }
  });
});

describe("dead rules [R6.3]", () => {
  test("are entries that match no known tool, by any of its names", () => {
    const policy = compileToolPolicy([
      {
        name: "agent",
        source: "agents.list.work.tools",
        policy: { allow: ["bash*", "group:web", "reed", "!x_*"], deny: ["camera.snap"] },
      },
      { name: "profile", policy: { allow: ["*", "image"] }, builtIn: ["image"] },
    ]);
    const dead = policy.deadRules(["exec", "read", "web_fetch"]);
    expect(dead.map(({ source, entry, because }) => [source, entry, because])).toEqual([
      ["agents.list.work.tools.deny", "camera.snap", "There is no such tool."],
      ["agents.list.work.tools.allow", "!x_*", "It matches no tool."],
      ["agents.list.work.tools.allow", "reed", "There is no such tool."],
    ]);
    expect(policy.deadRules(["exec", "camera.snap", "reed", "x_y", "web_search"])).toEqual([]);
  });

  test("an absurdly large policy is refused", () => {
    const allow = Array.from({ length: 500 }, (_, at) => `*${at}_${"x".repeat(240)}`);
    expect(() => compileToolPolicy([{ name: "agent", policy: { allow } }])).toThrow(/larger than/);
  });
});
