import { describe, expect, test } from "vitest";
import { agentSettings, getPath, parseConfig, placeFinding } from "../src/index.ts";
import { parsed, problemOf, problemsOf } from "./support.ts";

describe("tool settings", () => {
  test("[R6.1] a list as text, and both spellings, in every policy", () => {
    const config = parsed(`{ tools: {
      alsoAllow: "image",
      toolsBySender: { "*": { allowed: "read" } },
      profiles: { house: { allow: ["group:home"], denied: "exec" } },
      toolGroups: { home: "lights_*", all: ["group:home", "read"] },
      aliases: { shell: "exec" },
    } }`);
    expect(config.agents?.defaults?.tools).toEqual({
      alsoAllow: ["image"],
      toolsBySender: { "*": { allow: ["read"] } },
      profiles: { house: { allow: ["group:home"], deny: ["exec"] } },
      toolGroups: { home: ["lights_*"], all: ["group:home", "read"] },
      aliases: { shell: "exec" },
    });
  });

  test("[R6.1] allow and alsoAllow in one scope are one too many", () => {
    expect(problemOf('{ tools: { allow: ["read"], alsoAllow: ["image"] } }')).toMatchObject({
      path: "tools.alsoAllow",
      message: "cannot stand beside allow: use one of them",
    });
    const text =
      '{ agents: { list: [{ id: "a", tools: { byProvider: { openai: { alsoAllow: "x", allow: [] } } } }] } }';
    expect(problemOf(text).path).toBe("agents.list.0.tools.byProvider.openai.alsoAllow");
    parsed('{ tools: { profile: "coding", alsoAllow: ["image"], byProvider: { openai: { allow: ["read"] } } } }');
  });

  test("[R0.2] a sender may be written as everywhere else", () => {
    const { tools } = agentSettings(
      parsed(
        '{ tools: { toolsBySender: { "telegram:1": { deny: "exec" }, "id:2": {}, "3": {}, "@u:matrix.org": {} } } }',
      ),
      "main",
    );
    expect(Object.keys(tools.global.toolsBySender ?? {}).sort()).toEqual([
      "3",
      "@u:matrix.org",
      "channel:telegram:1",
      "id:2",
    ]);
  });

  test.each([
    ["@alice", "anyone can take a name"],
    ["id:@alice", "anyone can take a name"],
    ["telegram:@alice", "anyone can take a name"],
    ["username:alice", "is not a stable id"],
    ["name:Alice", "is not a stable id"],
    ["e164:+84987654321", "is not a stable id"],
    ["tag:friends", "is not a stable id"],
    ["telegram:*", "does not name one person"],
    ["channel:telegram", "names nobody"],
    ["channel:Tele Gram:1", "holds a blank"],
    ["id:", "names nobody"],
    ["1\\u200b", "cannot be seen"],
  ])("[R2.5] the sender %j is refused", (sender, because) => {
    const problem = problemOf(`{ tools: { toolsBySender: { "${sender}": { allow: ["read"] } } } }`);
    expect(problem.message).toContain(because);
    expect(problem.hint).toContain("channel:telegram:123456789");
  });

  test("unknown keys are refused in the new blocks too", () => {
    expect(problemOf('{ tools: { toolsBySender: { "1": { alow: [] } } } }')).toMatchObject({ suggestion: "allow" });
    expect(problemOf('{ tools: { profiles: { x: { profile: "full" } } } }').message).toBe("unknown key");
    expect(problemOf("{ tools: { toolGroups: { x: 1 } } }").message).toContain("is not a list of tools and patterns");
    expect(problemOf("{ tools: { aliases: { x: [] } } }").message).toContain("is not the name of a tool");
  });
});

describe("commands", () => {
  test("[R7.1] an entry is text, or a pattern with examples", () => {
    const config = parsed(`{ exec: { env: "CI", allowlist: [
      "git *",
      { pattern: "npm test *", match: "npm test", notMatch: ["npm exec x"], justification: "the tests" },
    ] } }`);
    expect(agentSettings(config, "main").exec).toMatchObject({
      env: ["CI"],
      allowlist: [
        "git *",
        { pattern: "npm test *", match: ["npm test"], notMatch: ["npm exec x"], justification: "the tests" },
      ],
    });
    expect(agentSettings(config, "main").exec.allowlist[0]).toBe("git *");
    expect(agentSettings(parsed("{}"), "main").exec).not.toHaveProperty("env");
  });

  test("[R7.1] an agent's list takes the place of the shared one", () => {
    const config = parsed(
      '{ exec: { allowlist: ["git *"], env: ["A"] }, agents: { list: { a: { tools: { exec: { allowlist: [] } } } } } }',
    );
    expect(agentSettings(config, "a").exec).toMatchObject({ allowlist: [], env: ["A"] });
  });

  test.each([
    ["{ exec: { allowlist: [1] } }", "is not a command, or { pattern, match, notMatch, justification }"],
    ["{ exec: { allowlist: [{ match: [] }] } }", "is missing"],
    ['{ exec: { allowlist: [{ pattern: "" }] } }', "must not be empty"],
    ['{ exec: { allowlist: [{ pattern: "git *", matches: [] }] } }', "unknown key"],
    ['{ exec: { env: ["CI=1"] } }', "is not the name of an environment variable"],
    ['{ exec: { env: ["1A"] } }', "is not the name of an environment variable"],
    ['{ exec: { env: { CI: "1" } } }', "is not a list of names of environment variables"],
  ])("%s is refused", (text, message) => {
    expect(problemOf(text).message).toContain(message);
  });

  test("a value that somebody put beside the name does not show", () => {
    const text = '{ exec: { env: ["API_KEY=hunter2"] } }';
    expect(JSON.stringify(problemsOf(text))).not.toContain("hunter2");
  });
});

describe("placeFinding", () => {
  const text = '{\n  tools: {\n    deny: ["read"],\n  },\n  agents: { list: [{ id: "a.b" }] },\n}';

  test("puts a finding where the file has the setting, in the file's spelling", () => {
    const result = parseConfig(text, { file: "m.json5" });
    if (!result.ok) throw new Error("it should parse");
    const at = (path: string) => placeFinding(result.config, { path, message: "m", hint: "h" });
    expect(at("agents.defaults.tools.deny[0]")).toEqual({
      file: "m.json5",
      path: "tools.deny.0",
      line: 3,
      column: 12,
      length: 6,
      message: "m",
      hint: "h",
    });
    expect(at('agents.list["a.b"].tools.deny')).toMatchObject({ line: 5, path: "agents.list.0.tools.deny" });
    expect(at("agents.defaults.tools.exec.allowlist")).toMatchObject({ line: 2 });
    expect(at("]")).toMatchObject({ path: "]", line: 1 });
  });

  test("a copy has no file", () => {
    const copy = structuredClone(parsed("{ tools: { deny: [] } }"));
    expect(placeFinding(copy, { path: "agents.defaults.tools.deny", message: "m" })).toEqual({
      path: "agents.defaults.tools.deny",
      message: "m",
      line: 1,
      column: 1,
      length: 1,
    });
  });

  test("getPath keeps the defaults apart from what main itself says", () => {
    const config = parsed(
      '{ tools: { deny: ["a"] }, agents: { list: { main: { tools: { deny: ["b"], allow: ["c"] } } } } }',
    );
    expect(getPath(config, "agents.defaults.tools.deny")).toMatchObject({ value: ["a"] });
    expect(getPath(config, "agents.defaults.tools.allow")).toMatchObject({ value: null });
    expect(getPath(config, "agents.list.main.tools.deny")).toMatchObject({ value: ["b"] });
  });

  test("getPath knows the new settings", () => {
    const config = parsed('{ exec: { env: ["CI"] }, tools: { toolGroups: { home: ["x"] } } }');
    expect(getPath(config, "agents.defaults.tools.toolGroups.home")).toMatchObject({ value: ["x"], line: 1 });
    expect(getPath(config, "agents.defaults.tools.exec.env")).toMatchObject({ value: ["CI"] });
    expect(getPath(config, "agents.defaults.tools.exec.evn")).toMatchObject({
      suggestion: "agents.defaults.tools.exec.env",
    });
  });
});
