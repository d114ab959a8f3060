import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@moltbot/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { startGateway } from "../../src/index.ts";
import { checkPolicies } from "../../src/policy.ts";
import { configOf } from "../support/config.ts";

const problemsOf = (text: string) => checkPolicies(configOf(text)).problems;
const warningsOf = (text: string) => checkPolicies(configOf(text)).warnings;

describe("what cannot work is a problem at its place", () => {
  test.each([
    ['{ tools: { profile: "codign" } }', "tools.profile", 'there is no profile "codign"'],
    ['{ tools: { deny: ["read", "group:nope"] } }', "tools.deny.1", "there is no such group"],
    ['{ tools: { deny: ["!read"] } }', "tools.deny.0", "takes away from a deny list"],
    ['{ tools: { allow: ["a{b"] } }', "tools.allow.0", "opens a brace"],
    ['{ tools: { profile: "minimal", alsoAllow: ["!x"] } }', "tools.alsoAllow.0", "takes away"],
    ['{ tools: { profile: { deny: ["{"] } } }', "tools.profile.deny.0", "opens a brace"],
    ['{ tools: { profile: "x", profiles: { x: { allow: ["{"] } } } }', "tools.profiles.x.allow.0", "opens a brace"],
    ['{ tools: { byProvider: { openai: { deny: ["{"] } } } }', "tools.byProvider.openai.deny.0", "opens a brace"],
    ['{ tools: { byProvider: { "openai/x": { deny: ["{"] } } } }', "tools.byProvider.openai/x.deny.0", "opens a brace"],
    ['{ tools: { groups: { "-5": { deny: ["{"] } } } }', "tools.groups.-5.deny.0", "opens a brace"],
    ['{ tools: { toolsBySender: { "id:5": { deny: ["{"] } } } }', "tools.toolsBySender.id:5.deny.0", "opens a brace"],
    [
      '{ tools: { toolsBySender: { "telegram:5": { deny: ["{"] } } } }',
      "tools.toolsBySender.telegram:5.deny.0",
      "brace",
    ],
    ['{ tools: { sandbox: { tools: { deny: ["{"] } } } }', "tools.sandbox.tools.deny.0", "opens a brace"],
    ['{ tools: { subagents: { tools: { deny: ["{"] } } } }', "tools.subagents.tools.deny.0", "opens a brace"],
    ['{ channels: { web: { groups: { "*": { deny: ["{"] } } } } }', "channels.web.groups.*.deny.0", "opens a brace"],
    [
      '{ channels: { web: { groups: { "*": { mentionPatterns: ["@bot", "/(?=x)y/"] } } } } }',
      "channels.web.groups.*.mentionPatterns.1",
      "RE2",
    ],
    ['{ tools: { toolGroups: { a: ["group:a"] } } }', "tools.toolGroups.a", "contains itself"],
    ['{ tools: { aliases: { a: "b", b: "a" } } }', "tools.aliases", "leads back to itself"],
    ['{ agents: { list: [{ id: "a.b", tools: { deny: ["{"] } }] } }', "agents.list.0.tools.deny.0", "opens a brace"],
    [
      '{ exec: { allowlist: ["ls", { pattern: "git log", match: ["git push"] }] } }',
      "exec.allowlist.1",
      "should be allowed",
    ],
    ['{ exec: { allowlist: [{ pattern: "git log", notMatch: ["git log"] }] } }', "exec.allowlist.0", "should not be"],
  ])("[R0.3] %s", (text, path, message) => {
    const problems = problemsOf(text);
    expect(problems).toMatchObject([
      { file: "moltbot.json5", path, line: 1, message: expect.stringContaining(message) },
    ]);
  });

  test("all of them at once, in the order of the file, each once", () => {
    const text = `{
      tools: { allow: ["{", "read", "}"], deny: ["group:nope"] },
      agents: { list: [{ id: "a", tools: { deny: ["{"] } }, { id: "b" }] },
      exec: { allowlist: [{ pattern: "git log", match: ["git push"] }] },
    }`;
    expect(problemsOf(text).map(({ path, line }) => [path, line])).toEqual([
      ["tools.allow.0", 2],
      ["tools.allow.2", 2],
      ["tools.deny.0", 2],
      ["agents.list.0.tools.deny.0", 3],
      ["exec.allowlist.0", 4],
    ]);
  });

  test("two keys for one provider are one too many", () => {
    expect(problemsOf("{ tools: { byProvider: { openai: {}, OpenAI: {} } } }")).toMatchObject([
      { path: "tools.byProvider.OpenAI", message: expect.stringContaining("is there twice") },
    ]);
  });

  test("a group that only one agent defines is missing for the others", () => {
    const text =
      '{ tools: { deny: ["group:home"] }, agents: { list: [{ id: "a", tools: { toolGroups: { home: ["x"] } } }] } }';
    expect(problemsOf(text)).toMatchObject([{ path: "tools.deny.0" }]);
  });

  test("[R6.3] the gateway does not start, and leaves nothing behind", async () => {
    const parent = await mkdtemp(join(tmpdir(), "moltbot-check-"));
    onTestFinished(() => rm(parent, { recursive: true, force: true }));
    const config = configOf('{ tools: { profile: "codign" }, gateway: { port: 0 } }');
    await expect(startGateway({ config, stateDir: join(parent, "state"), log: silentLogger })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining('tools.profile: there is no profile "codign"'),
      data: { problems: [{ path: "tools.profile", suggestion: "coding" }] },
    });
    expect(await readdir(parent)).toEqual([]);
  });
});

describe("what does nothing, or more than it seems, is a warning", () => {
  test.each([
    ['{ tools: { deny: ["procces"] } }', "unknown-tool", "tools.deny.0", "there is no such tool", "process"],
    ['{ tools: { allow: ["zz_*"] } }', "unknown-tool", "tools.allow.0", "it matches no tool", undefined],
    ['{ tools: { allow: ["group:nope"] } }', "tool-policy", "tools.allow.0", "there is no such group", undefined],
    ['{ tools: { alsoAllow: ["read"] } }', "tool-policy", "tools.alsoAllow", "there is none", undefined],
    ['{ exec: { allowlist: ["bash *"] } }', "dead-command", "exec.allowlist.0", "allows nothing", undefined],
    ['{ exec: { allowlist: ["a | b"] } }', "dead-command", "exec.allowlist.0", "single command", undefined],
    ['{ exec: { allowlist: ["git *", "npm *"] } }', "risky-command", "exec.allowlist.1", "npm to run", undefined],
  ])("[R6.3] %s", (text, id, path, message, suggestion) => {
    const found = checkPolicies(configOf(text));
    expect(found.problems).toEqual([]);
    expect(found.warnings).toMatchObject([
      { id, level: "warning", path, message: expect.stringContaining(message), ...(suggestion && { suggestion }) },
    ]);
  });

  test("an allowlist that agents share is reported once", () => {
    const text = '{ exec: { allowlist: ["npm *"] }, agents: { list: [{ id: "a" }, { id: "b" }] } }';
    expect(warningsOf(text)).toHaveLength(1);
    const own =
      '{ exec: { allowlist: ["npm *"] }, agents: { list: [{ id: "a", tools: { exec: { allowlist: ["make *"] } } }] } }';
    expect(warningsOf(own).map(({ path }) => path)).toEqual([
      "exec.allowlist.0",
      "agents.list.0.tools.exec.allowlist.0",
    ]);
  });

  test("nothing is said about what is built in", () => {
    for (const text of [
      "{}",
      '{ tools: { profile: "coding" } }',
      '{ agents: { list: [{ id: "a", permissions: ["admin"] }] } }',
    ])
      expect(checkPolicies(configOf(text))).toEqual({ problems: [], warnings: [] });
  });
});

describe("[R0.1] the snippets of the source documents", () => {
  const folder = new URL("../../../../packages/config/test/fixtures/seeds/", import.meta.url);
  test.each(readdirSync(folder))("%s can be decided by", (name) => {
    expect(problemsOf(readFileSync(new URL(name, folder), "utf8"))).toEqual([]);
  });
});

test("the example in the docs is fine", () => {
  const page = readFileSync(new URL("../../../../docs/tools-and-commands.md", import.meta.url), "utf8");
  const examples = [...page.matchAll(/^```json5\n(.*?)^```/gms)].map(([, text = ""]) => text);
  expect(examples).toHaveLength(1);
  for (const text of examples) expect(checkPolicies(configOf(text))).toEqual({ problems: [], warnings: [] });
});

test("many agents and groups are checked in good time", () => {
  const groups = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`-${n}`, { tools: { deny: ["exec"] } }]));
  const list = Array.from({ length: 100 }, (_, n) => ({ id: `a${n}`, tools: { deny: ["browser"] } }));
  const config = configOf(JSON.stringify({ channels: { telegram: { groups } }, agents: { list } }));
  const start = performance.now();
  expect(checkPolicies(config).problems).toEqual([]);
  expect(performance.now() - start).toBeLessThan(5000);
});
