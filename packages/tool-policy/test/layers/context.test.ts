import {
  defaultPermissions,
  ownerOnlyTools,
  resolveToolLayers,
  subagentDeniedTools,
  type ToolContext,
  type ToolLayersConfig,
  type ToolsConfig,
  toolPolicyFor,
} from "@moltbot/tool-policy";
import { describe, expect, test } from "vitest";

const tools = ["read", "write", "edit", "apply_patch", "message", "exec", "browser", "automations", "memory_search"];
const withTools = (global: ToolsConfig, agent: ToolsConfig = {}): ToolLayersConfig => ({
  agents: { defaults: { tools: global }, list: { work: { tools: agent } } },
});
const allowed = (cfg: ToolLayersConfig, c: Partial<ToolContext>) =>
  toolPolicyFor(cfg, { agentId: "work", permissions: ["admin"], ...c }).filter(tools);

describe("permissions of a session [R6.4]", () => {
  const cfg: ToolLayersConfig = {
    agents: { defaults: { permissions: ["read"] }, list: { work: { permissions: ["read", "exec"] }, plain: {} } },
  };

  test("are the session's, else the agent's, else the global ones, else read and write", () => {
    expect(allowed(cfg, { permissions: ["browse"] })).toEqual(["browser"]);
    expect(allowed(cfg, { permissions: undefined })).toEqual(["read", "exec"]);
    expect(allowed(cfg, { permissions: undefined, agentId: "plain" })).toEqual(["read"]);
    expect(allowed({}, { permissions: undefined })).toEqual(["read", "write", "edit", "apply_patch", "message"]);
  });

  test("admin is no restriction, none is nothing", () => {
    expect(allowed(cfg, {})).toEqual(tools);
    expect(allowed(cfg, { permissions: [] })).toEqual([]);
    expect(toolPolicyFor(cfg, { agentId: "work", permissions: [] }).decide("read")).toMatchObject({
      because: 'Layer "permissions" (of the session: none) allows nothing.',
    });
  });

  test("only narrow", () => {
    expect(allowed(withTools({ deny: ["write"] }), { permissions: ["write"] })).toEqual(["edit", "message"]);
  });

  test.each(["raed", "__proto__", "*", "group:fs"])("%j is unknown: reaches nothing and is reported", (permission) => {
    const policy = toolPolicyFor(cfg, { agentId: "work", permissions: ["read", permission] });
    expect(policy.filter(tools)).toEqual(["read"]);
    expect(policy.problems).toMatchObject([{ layer: "permissions", entry: permission }]);
  });

  test("every permission is a list of tools", () => {
    expect(Object.keys(defaultPermissions)).toEqual(["read", "write", "exec", "browse", "admin"]);
  });
});

describe("groups", () => {
  const channels: NonNullable<ToolLayersConfig["channels"]> = {
    telegram: { groups: { g: { tools: { deny: ["read"] } }, bare: {}, "*": { deny: ["write"] } } },
    "*": { groups: { other: { deny: ["message"] }, "*": { deny: ["edit"] } } },
  };
  const inGroup = (groupId: string | undefined, channel: string | undefined = "telegram") =>
    tools.filter((tool) => !allowed({ channels }, { groupId, channel, agentId: "main" }).includes(tool));

  test("the group before *, the channel before all channels", () => {
    expect(inGroup("g")).toEqual(["read"]);
    expect(inGroup("other")).toEqual(["message"]);
    expect(inGroup("bare")).toEqual(["write", "apply_patch"]);
    expect(inGroup("unknown")).toEqual(["write", "apply_patch"]);
    expect(inGroup("unknown", "discord")).toEqual(["edit", "apply_patch"]);
    expect(inGroup("__proto__")).toEqual(["write", "apply_patch"]);
    expect(inGroup(undefined)).toEqual([]);
  });

  test("of an account come first", () => {
    const telegram = { ...channels["telegram"], accounts: { a: { groups: { g: { deny: ["exec"] } } } } };
    const c = { groupId: "g", channel: "telegram", agentId: "main" };
    expect(allowed({ channels: { telegram } }, { ...c, accountId: "a" })).not.toContain("exec");
    expect(allowed({ channels: { telegram } }, { ...c, accountId: "b" })).toContain("exec");
  });

  test("of the channel, of all agents and of the agent all narrow", () => {
    const cfg = {
      ...withTools({ groups: { g: { deny: ["exec"] } } }, { groups: { "*": { deny: ["edit"] } } }),
      channels,
    };
    expect(allowed(cfg, { groupId: "g", channel: "telegram" })).toEqual(
      tools.filter((tool) => !["read", "exec", "edit", "apply_patch"].includes(tool)),
    );
  });

  test("lists in two places of one group are refused", () => {
    const twice = { channels: { telegram: { groups: { g: { deny: ["exec"], tools: { deny: ["read"] } } } } } };
    expect(() => allowed(twice, { groupId: "g", channel: "telegram", agentId: "main" })).toThrow(/lists beside tools/);
  });
});

describe("senders", () => {
  const toolsBySender = {
    "channel:telegram:5": { allow: ["read"] },
    "discord:6": { allow: ["edit"] },
    "id:5": { allow: ["write"] },
    "6": { allow: ["exec"] },
    "*": { allow: ["message"] },
  };
  const cfg = withTools({ toolsBySender });

  test.each([
    ["telegram", "5", ["read"]],
    ["discord", "5", ["write"]],
    [undefined, "5", ["write"]],
    ["discord", "6", ["edit"]],
    ["telegram", "6", ["exec"]],
    ["telegram", "7", ["message"]],
    ["telegram", "__proto__", ["message"]],
    ["telegram", "*", ["message"]],
    ["telegram", undefined, ["message"]],
    ["telegram", " ", ["message"]],
  ])("on %s, %s", (channel, senderId, wanted) => {
    expect(allowed(cfg, { channel, senderId })).toEqual(wanted);
  });

  test("an agent's entry, even an empty one, stands for the global one", () => {
    expect(allowed(withTools({ toolsBySender }, { toolsBySender: { "5": {} } }), { senderId: "5" })).toEqual(tools);
    expect(allowed(withTools({ toolsBySender }, { toolsBySender: { "9": {} } }), { senderId: "6" })).toEqual(["exec"]);
  });

  test.each([
    ["Telegram:5", "telegram", "5"],
    ["telegram:5", "Telegram", "5"],
    ["Channel:Telegram:5", "telegram", "5"],
    ["ID:5", "telegram", "5"],
    [" telegram:5 ", "telegram", "5"],
    ["WhatsApp:+84 (98) 765-43.21", "whatsapp", "+84987654321"],
    ["+84 987 654 321", "whatsapp", "+84987654321"],
  ])("the entry %j holds on %s for %s, as allowFrom reads it", (key, channel, senderId) => {
    expect(allowed(withTools({ toolsBySender: { [key]: { deny: ["*"] } } }), { channel, senderId })).toEqual([]);
  });

  test.each([
    ["slack:u5", "U5"],
    ["u5", "U5"],
    ["telegram:U5", "U5"],
    ["05", "5"],
    ["+5", "5"],
  ])("the entry %j does not hold for %s on slack: ids compare exactly", (key, senderId) => {
    const cfg = withTools({ toolsBySender: { [key]: { deny: ["*"] } } });
    expect(allowed(cfg, { channel: "slack", senderId })).toEqual(tools);
  });

  test("one sender in two spellings is refused", () => {
    const twice = { "telegram:5": { deny: ["read"] }, "Telegram:5": { allow: ["read"] } };
    expect(() => allowed(withTools({ toolsBySender: twice }), { channel: "telegram", senderId: "5" })).toThrow(/twice/);
  });

  test.each(["name:bob", "username:bob", "@bob", "e164:+84", "tag:family"])(
    "%s is refused: it is no stable id",
    (key) => {
      expect(() => allowed(withTools({ toolsBySender: { [key]: {} } }), { senderId: "5" })).toThrow(/not a stable id/);
    },
  );
});

describe("the session", () => {
  test("a sandboxed one has tools of its own; each list replaces the built-in one [R8.5]", () => {
    const builtIn = ["read", "write", "edit", "apply_patch", "exec", "message", "memory_search"];
    expect(allowed(withTools({}), { sandboxed: true }).toSorted()).toEqual(builtIn.toSorted());
    const wide = withTools({ sandbox: { tools: { allow: ["*"] } } });
    expect(allowed(wide, { sandboxed: true })).toEqual(
      tools.filter((tool) => !["browser", "automations"].includes(tool)),
    );
    const own = withTools({ sandbox: { tools: { allow: ["*"] } } }, { sandbox: { tools: { deny: ["exec"] } } });
    expect(allowed(own, { sandboxed: true })).toEqual(tools.filter((tool) => tool !== "exec"));
    expect(allowed(own, { sandboxed: false })).toEqual(tools);
  });

  test("a subagent's can be narrowed further and never widened", () => {
    const isFree = (tool: string) => !["message", "automations", "memory_search"].includes(tool);
    expect(allowed(withTools({}), { subagent: true })).toEqual(tools.filter(isFree));
    const cfg = withTools(
      { subagents: { tools: { deny: ["read"], allow: ["*"] } } },
      { subagents: { tools: { deny: ["exec"] } } },
    );
    expect(allowed(cfg, { subagent: true })).toEqual(["write", "edit", "apply_patch", "browser"]);
    expect(subagentDeniedTools).toContain("gateway");
  });

  test("what is for owners is for owners", () => {
    expect(allowed(withTools({}), { owner: false })).toEqual(tools.filter((tool) => tool !== "automations"));
    expect(allowed(withTools({}), { owner: true })).toEqual(tools);
    expect(allowed(withTools({}), {})).toEqual(tools);
    expect(ownerOnlyTools).toContain("gateway");
  });

  test("nothing that is built in is reported as dead", () => {
    const c = { agentId: "work", sandboxed: true, subagent: true, owner: false };
    const cfg = withTools({ profile: "coding" });
    expect(toolPolicyFor(cfg, c).deadRules([])).toEqual([]);
    expect(resolveToolLayers(cfg, c).every(({ policy, source, sources }) => !policy || source || sources)).toBe(true);
  });
});
