import { describe, expect, test } from "vitest";
import { compilePolicy, explainCommand, explainTool, explainTools, type SessionFacts } from "../../src/policy.ts";
import { configOf } from "../support/config.ts";

const text = `{
  owners: ["telegram:1"],
  channels: { telegram: { groups: { "-100": { tools: { deny: ["web_*"] } } } } },
  sessions: { "telegram:3": { permissions: ["exec"] } },
  agents: {
    defaults: {
      tools: {
        profile: "house", profiles: { House: { allow: ["group:fs", "group:web", "exec"] } }, alsoAllow: ["image"],
        toolsBySender: { "channel:telegram:7": { deny: ["write"] } },
        exec: { allowlist: ["git *", { pattern: "npm test *", justification: "the tests" }, "npm *"] },
      },
    },
    list: {
      main: {},
      dev: { permissions: ["read", "write", "exec"], model: "anthropic/x", sandbox: { mode: "off" }, workspace: "/srv/dev",
        tools: { byProvider: { anthropic: { deny: ["edit"] } }, exec: { allowlist: ["make"], approvalMode: "once" } } },
    },
    bindings: { "telegram:7": "dev" },
  },
}`;
const config = configOf(text);
const policy = compilePolicy(config);
const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;
const tool = (name: string, facts: SessionFacts = {}) => explainTool(config, policy, facts, name);
const who = (id: string) => ({ channel: "telegram", account: "default", id });

describe("whose session", () => {
  test("[R1.5] bindings choose the agent, and the agent its model", () => {
    expect(tool("read", { who: who("7") }).session).toMatchObject({
      agentId: "dev",
      model: "anthropic/x",
      senderId: "7",
      channel: "telegram",
      owner: false,
    });
    expect(tool("read", { who: who("8") }).session.agentId).toBe("main");
    expect(tool("read", { who: who("7"), agentId: "main" }).session).not.toHaveProperty("model");
    expect(tool("read", { provider: "openai" }).session).toMatchObject({ agentId: "main", provider: "openai" });
  });

  test("[R6.2] the owner's direct chat is not sandboxed, everybody else's is", () => {
    expect(tool("read", { who: who("1") }).session).toMatchObject({ sandboxed: false, owner: true });
    expect(tool("read", { who: who("1"), groupId: "-1" }).session.sandboxed).toBe(true);
    expect(tool("read", { who: who("8") }).session.sandboxed).toBe(true);
    expect(tool("read").session).toMatchObject({ sandboxed: true, owner: false });
    expect(tool("read", { agentId: "dev" }).session.sandboxed).toBe(false);
    expect(tool("read", { agentId: "dev", sandboxed: true }).session.sandboxed).toBe(true);
  });
});

describe("tools", () => {
  test("[R6.2] the layer that refuses is named, with its rule and its line", () => {
    const explained = tool("web_fetch", { who: who("8"), groupId: "-100" });
    expect(explained.decision).toMatchObject({ allowed: false, layer: "group", rule: "web_*" });
    expect(explained.place).toEqual({
      path: "channels.telegram.groups.-100.tools.deny[0]",
      file: "moltbot.json5",
      line: lineOf("web_*"),
    });
    expect(explained.layers.map(({ layer, verdict }) => `${layer}: ${verdict}`)).toEqual([
      "profile: pass",
      "global: no rule",
      "agent: no rule",
      "group: deny",
      "sender: no rule",
      "permissions: pass",
      "sandbox: pass",
      "owner-only: pass",
    ]);
  });

  test("[R6.3] an entry of a profile of one's own is found where it stands, like what widens it", () => {
    const at = (name: string) => tool(name).layers[0];
    expect(at("read")).toMatchObject({ rule: "group:fs", place: { line: lineOf("House") } });
    expect(at("read")?.place?.path).toBe('agents.defaults.tools.profiles["House"].allow[0]');
    expect(at("image")).toMatchObject({ rule: "image", place: { path: "agents.defaults.tools.alsoAllow[0]" } });
  });

  test("[R6.1] aliases mean their tool", () => {
    expect(tool("Bash", { who: who("7") })).toMatchObject({
      canonical: "exec",
      known: true,
      decision: { allowed: true },
    });
  });

  test("the provider of the agent's model has its layer", () => {
    expect(tool("edit", { who: who("7") }).decision).toMatchObject({ layer: "agent provider", rule: "edit" });
  });

  test("[R6.4] permissions: the session's, the agent's, or by default", () => {
    const layer = (facts: SessionFacts) => tool("exec", facts).layers.find((one) => one.layer === "permissions");
    expect(layer({ who: who("3") })).toMatchObject({ verdict: "pass", place: { line: lineOf('"telegram:3"') } });
    expect(layer({ who: who("7") })).toMatchObject({
      verdict: "pass",
      place: { path: expect.stringContaining("dev.permissions") },
    });
    expect(layer({ who: who("8") })).toMatchObject({ verdict: "deny", source: expect.stringContaining("by default") });
    expect(layer({ who: who("8") })).not.toHaveProperty("place");
  });

  test("what Moltbot does not know is answered all the same", () => {
    expect(tool("exce")).toMatchObject({ known: false, suggestion: "exec", decision: { allowed: false } });
    expect(tool("re ad")).toMatchObject({ known: false, decision: { allowed: false } });
    expect(tool("re ad")).not.toHaveProperty("canonical");
  });

  test("an agent that nobody described calls no tool", () => {
    const bare = configOf('{ agents: { bindings: { "*": "ghost" } } }');
    const all = explainTools(bare, compilePolicy(bare), { who: who("8") });
    expect(all.filter(({ decision }) => decision.allowed)).toEqual([]);
    expect(explainCommand(bare, compilePolicy(bare), "ls").decision).toBe("deny");
  });

  test("one session is compiled once", () => {
    const session = policy.toolSession({ who: who("7") });
    expect(policy.toolsOf(session)).toBe(policy.toolsOf({ ...session }));
    expect(policy.commandsOf("dev")).toBe(policy.commandsOf("dev"));
  });
});

describe("commands", () => {
  const explain = (line: string, o = {}) => explainCommand(config, policy, line, o);

  test("[R7.1] [R7.6] every command with its rule, the place of the rule and why it is there", () => {
    expect(explain("git status && npm test && rm x")).toMatchObject({
      agent: "main",
      decision: "ask",
      security: "allowlist",
      commands: [
        { argv: ["git", "status"], rule: "git *", place: { file: "moltbot.json5", line: lineOf('"git *"') } },
        { rule: "npm test *", justification: "the tests" },
        { argv: ["rm", "x"], because: expect.stringContaining("no entry") },
      ],
      plan: { kind: "argv", cwd: "/workspace", digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      tool: { decision: { allowed: false, layer: "permissions" } },
    });
  });

  test("[R7.6] the agent's own list, workspace and mode", () => {
    expect(explain("make", { agentId: "dev" })).toMatchObject({
      decision: "allow",
      approvalMode: "once",
      commands: [{ place: { path: "agents.list.dev.tools.exec.allowlist[0]" } }],
      plan: { cwd: "/srv/dev" },
      tool: { decision: { allowed: true } },
    });
    expect(explain("make", { agentId: "dev", cwd: "/tmp/x" }).plan?.cwd).toBe("/tmp/x");
  });

  test("[R7.6] entries to try count beside the others, and say when they are no use", () => {
    const tried = explain("rm x && sh y", { allow: ["rm *", "sh *"] });
    expect(tried.commands[0]).toMatchObject({ rule: "rm *" });
    expect(tried.commands[0]).not.toHaveProperty("place");
    expect(tried.entries).toMatchObject([{ entry: "sh *", status: "dead" }]);
    expect(explain("rm x").decision).toBe("ask");
  });

  test("remarks are about the programs of the line", () => {
    expect(explain("npm test").entries).toMatchObject([
      { entry: "npm *", status: "risky", place: { line: lineOf('"npm *"') } },
    ]);
    expect(explain("git status").entries).toEqual([]);
  });

  test("a line that cannot be shown is never asked about", () => {
    expect(explain("rm \u202e x")).toMatchObject({ decision: "deny", commands: [] });
    expect(explain("rm \u202e x")).not.toHaveProperty("plan");
  });
});
