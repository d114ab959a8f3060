import {
  compileToolPolicy,
  resolveToolLayers,
  type ToolContext,
  type ToolLayersConfig,
  toolPolicyFor,
  toolPolicyOptions,
} from "@moltbot/tool-policy";
import { describe, expect, test } from "vitest";

const everything: ToolContext = {
  agentId: "work",
  provider: "anthropic",
  model: "claude",
  channel: "telegram",
  groupId: "-100",
  senderId: "5",
  permissions: ["admin"],
  sandboxed: true,
  subagent: true,
  owner: false,
};
const namesOf = (cfg: ToolLayersConfig, c: ToolContext) => resolveToolLayers(cfg, c).map(({ name }) => name);

describe("the order of layers [R6.2]", () => {
  test("is the same for everybody, and has those that hold", () => {
    expect(namesOf({}, everything)).toEqual([
      ...["profile", "provider profile", "global", "global provider", "agent", "agent provider", "group", "sender"],
      ...["permissions", "sandbox", "owner-only", "subagent"],
    ]);
    expect(namesOf({}, { agentId: "main" })).toEqual(["profile", "global", "agent", "sender", "permissions"]);
  });

  test("every layer of the seed narrows, and says where it is written", () => {
    const deny = (tool: string) => ({ deny: [tool] });
    const cfg: ToolLayersConfig = {
      agents: {
        defaults: {
          tools: {
            profile: deny("t1"),
            ...deny("t3"),
            byProvider: { anthropic: { profile: deny("t2"), ...deny("t4") } },
            groups: { "*": deny("t7") },
            toolsBySender: { "5": deny("t8") },
            sandbox: { tools: { allow: "*", deny: "t9" } },
            subagents: { tools: deny("t10") },
          },
        },
        list: { work: { tools: { ...deny("t5"), byProvider: { "Anthropic/Claude": deny("t6") } } } },
      },
      channels: { telegram: { groups: { "-100": deny("t11") } } },
    };
    const policy = toolPolicyFor(cfg, everything);
    const denials = Array.from({ length: 12 }, (_, at) => policy.decide(`t${at + 1}`).because);
    expect(denials).toEqual([
      'Layer "profile" (agents.defaults.tools.profile.deny) denies it: "t1".',
      'Layer "provider profile" (agents.defaults.tools.byProvider.anthropic.profile.deny) denies it: "t2".',
      'Layer "global" (agents.defaults.tools.deny) denies it: "t3".',
      'Layer "global provider" (agents.defaults.tools.byProvider.anthropic.deny) denies it: "t4".',
      'Layer "agent" (agents.list.work.tools.deny) denies it: "t5".',
      'Layer "agent provider" (agents.list.work.tools.byProvider["Anthropic/Claude"].deny) denies it: "t6".',
      'Layer "group" (agents.defaults.tools.groups["*"].deny) denies it: "t7".',
      'Layer "sender" (agents.defaults.tools.toolsBySender.5.deny) denies it: "t8".',
      'Layer "sandbox" (agents.defaults.tools.sandbox.tools.deny) denies it: "t9".',
      'Layer "subagent" (built in and agents.defaults.tools.subagents.tools.deny) denies it: "t10".',
      'Layer "group" (channels.telegram.groups.-100.deny) denies it: "t11".',
      'Layer "sandbox" (agents.defaults.tools.sandbox.tools.allow) allows it: "*".',
    ]);
  });

  test("the configuration of the seed documents does what it says", () => {
    const cfg: ToolLayersConfig = {
      agents: {
        defaults: { tools: { profile: { allow: ["*"], deny: ["system.run", "system.notify"] } } },
        list: {
          work: {
            tools: { allow: ["bash", "read", "write", "edit", "browser"], deny: ["process", "sessions_*"] },
          },
        },
      },
    };
    const policy = toolPolicyFor(cfg, { agentId: "work", permissions: ["admin"] });
    const tools = [
      "read",
      "write",
      "edit",
      "browser",
      "bash",
      "system.run",
      "system.notify",
      "process",
      "sessions_list",
    ];
    // system.run is another name of bash's tool.
    expect(policy.filter(tools)).toEqual(["read", "write", "edit", "browser"]);
    const list = [
      { id: "admin", tools: { allowed: "*", elevated: true } },
      { id: "readonly", tools: { allowed: ["read_file", "web_search"], denied: ["exec", "write_file"] } },
    ];
    const readonly = toolPolicyFor({ agents: { list } }, { agentId: "readonly", permissions: ["admin"] });
    expect(readonly.filter(["read", "web_search", "exec", "write", "browser"])).toEqual(["read", "web_search"]);
    const admin = toolPolicyFor({ agents: { list } }, { agentId: "admin", permissions: ["admin"] });
    expect(admin.filter(tools)).toEqual(tools);
  });
});

describe("agents", () => {
  const cfg: ToolLayersConfig = { agents: { list: { work: {} } } };

  test("that the list does not describe may call nothing; main and default need no description", () => {
    const stranger = toolPolicyFor(cfg, { agentId: "wrok", permissions: ["admin"] }).decide("read");
    expect(stranger).toEqual({
      allowed: false,
      layer: "agent",
      because: 'agents.list does not describe an agent "wrok", so it may call nothing.',
    });
    for (const agentId of ["work", "main", "default"]) {
      expect(toolPolicyFor(cfg, { agentId }).decide("read").allowed).toBe(true);
    }
    expect(toolPolicyFor({}, { agentId: "any" }).decide("read").allowed).toBe(true);
    expect(toolPolicyFor({ agents: { list: [] } }, { agentId: "any" }).decide("read").allowed).toBe(false);
  });

  test.each(["__proto__", "constructor", "toString"])("called %s are strangers", (agentId) => {
    expect(toolPolicyFor(cfg, { agentId }).decide("read").allowed).toBe(false);
  });

  test("there twice are refused", () => {
    const list = [{ id: "work" }, { id: "work" }];
    expect(() => resolveToolLayers({ agents: { list } }, { agentId: "work" })).toThrow(/is there twice/);
  });
});

describe("the places of settings", () => {
  test("tools at the top mean agents.defaults.tools; both at once are refused", () => {
    const c = { agentId: "main", permissions: ["admin"] };
    expect(toolPolicyFor({ tools: { deny: ["exec"] } }, c).decide("exec")).toMatchObject({
      because: 'Layer "global" (tools.deny) denies it: "exec".',
    });
    const both = { tools: { deny: ["exec"] }, agents: { defaults: { tools: {} } } };
    expect(() => resolveToolLayers(both, c)).toThrow(/tools stands beside agents.defaults.tools/);
  });

  test("what is no block is refused, and what is inherited is not read", () => {
    const broken = { agents: { defaults: { tools: "coding" } } } as unknown as ToolLayersConfig;
    expect(() => resolveToolLayers(broken, { agentId: "main" })).toThrow("agents.defaults.tools is not a block");
    const inherited = { agents: { defaults: { tools: Object.create({ profile: "minimal" }) } } };
    expect(toolPolicyFor(inherited, { agentId: "main" }).decide("write").allowed).toBe(true);
  });

  test("groups and aliases of the agent stand over those of all agents", () => {
    const cfg: ToolLayersConfig = {
      agents: {
        defaults: { tools: { toolGroups: { mine: ["read"], ours: ["edit"] }, aliases: { grab: "web_fetch" } } },
        list: { work: { tools: { allow: ["group:mine", "group:ours", "grab"], toolGroups: { mine: ["write"] } } } },
      },
    };
    const c = { agentId: "work", permissions: ["admin"] };
    expect(toolPolicyFor(cfg, c).filter(["read", "write", "edit", "grab"])).toEqual(["write", "edit", "grab"]);
    const compiled = compileToolPolicy(resolveToolLayers(cfg, c), toolPolicyOptions(cfg, "work"));
    expect(compiled.filter(["read", "write", "edit", "grab"])).toEqual(["write", "edit", "grab"]);
  });
});
