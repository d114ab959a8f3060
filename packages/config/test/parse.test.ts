import { describe, expect, test } from "vitest";
import { channelSettings, defaultConfig } from "../src/index.ts";
import { parsed, problemOf, problemsOf } from "./support.ts";

describe("[R0.3] whatever is not understood is refused, with its place", () => {
  test("a misspelled key is named with the key that was meant", () => {
    const text = '{\n  channels: {\n    telegram: { allowFrm: ["1"] },\n  },\n}';
    expect(problemOf(text)).toMatchObject({
      path: "channels.telegram.allowFrm",
      line: 3,
      column: 17,
      length: 8,
      message: "unknown key",
      suggestion: "allowFrom",
    });
  });

  test("a misspelled value is named with the value that was meant", () => {
    expect(problemOf('{ channels: { "*": { dmPolicy: "allowlst" } } }')).toMatchObject({
      path: "channels.*.dmPolicy",
      column: 32,
      length: 10,
      message: '"allowlst" is not a DM policy',
      suggestion: "allowlist",
      hint: "One of: pairing, allowlist, open, disabled.",
    });
  });

  test("a key in the wrong place is told where it belongs", () => {
    expect(problemOf('{ mentionPatterns: ["@bot"] }').hint).toContain("channels.<name>.groups.<name>.mentionPatterns");
  });

  test("all problems come at once, in the order of the file", () => {
    const text = `{
  gateway: { port: 70000 },
  pairing: { ttl: "30 dayz", requiredApprovals: 2 },
  owners: ["@me"],
  logging: { level: "verbose" },
}`;
    expect(problemsOf(text).map(({ line, path }) => [line, path])).toEqual([
      [2, "gateway.port"],
      [3, "pairing.ttl"],
      [3, "pairing.requiredApprovals"],
      [4, "owners.0"],
      [5, "logging.level"],
    ]);
  });

  test("a problem in a seed's spelling points to where the file has it", () => {
    expect(problemOf("{\n groups: {\n  abc: { mentionPattern: 5 } } }")).toMatchObject({
      path: "groups.abc.mentionPattern",
      line: 3,
      column: 26,
    });
    expect(problemOf('{ agents: { list: [{ id: "a" },\n { id: "b", tools: { allowed: 7 } }] } }')).toMatchObject({
      path: "agents.list.1.tools.allowed",
      line: 2,
    });
  });

  test.each([
    ["{\n  owners: [", 2, "the text ends too early"],
    ["{\n  a: 1 b: 2 }", 2, '"b" doesn\'t belong here'],
    ['{ a: "x\n" }', 1, "the line ends inside a text"],
    ["", 1, "the file is empty"],
    ["// nothing\n", 1, "the text ends too early"],
    ["[]", 1, "the file must hold one block of settings in { }"],
    ['{ a: "\u2028" }', 1, "there is an invisible line separator here"],
    ["{ \u{1d4b3}: 1 }", 1, "a key in this file holds characters that cannot be read"],
    ["null", 1, "the file must hold one block of settings in { }"],
  ])("%j is no configuration", (text, line, message) => {
    expect(problemOf(text)).toMatchObject({ path: "", line, message });
  });

  test.each(["__proto__", "constructor", "prototype"])("the name %s is refused at every depth", (name) => {
    for (const text of [
      `{ ${name}: {} }`,
      `{ channels: { ${name}: {} } }`,
      `{ agents: { list: [{ id: "a", "${name}": { x: 1 } }] } }`,
    ]) {
      expect(problemsOf(text).map(({ message }) => message)).toContain("no setting may have this name");
    }
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("an id in a list cannot be a prototype name either", () => {
    expect(problemOf('{ agents: { list: [{ id: "__proto__", tools: {} }] } }').message).toContain(
      "nothing may be called",
    );
  });

  test("a key that is there twice is pointed out at its second place", () => {
    expect(problemOf('{\n  owners: ["telegram:1"],\n  owners: [],\n}')).toMatchObject({
      line: 3,
      message: "is here twice in the same block",
    });
  });

  test("a file nested without end or too large is refused", () => {
    expect(problemOf(`{ a: ${"[".repeat(100)}${"]".repeat(100)} }`).message).toContain("nested");
    expect(problemOf(`{ a: "${"x".repeat(1_000_001)}" }`).message).toContain("larger");
  });

  test.each([
    ["{ owners: 5 }", "5 is not a list of texts"],
    ["{ gateway: [] }", "a list is not a gateway block"],
    ["{ channels: { telegram: null } }", "null is not a channel block"],
    ["{ pairing: { renewalRequired: 1 } }", "1 is not true or false"],
    ["{ gateway: { port: 1.5 } }", "1.5 is not a whole number"],
    ["{ channels: { telegram: { webhook: {} } } }", "is missing"],
    ["{ channels: { Telegram: {} } }", "is not a channel name of lower-case letters, digits and -"],
    ['{ pairing: { requestTtlMs: "1 s" } }', "is too short: at least 1 min"],
    ["{ agents: { defaults: { tools: { exec: { timeoutMs: 90000000 } } } } }", "is too long: at most 1 d"],
    ["{ agents: { defaults: { tools: { profile: { alow: [] } } } } }", "unknown key"],
  ])("%s: %s", (text, message) => {
    expect(problemOf(text).message).toContain(message);
  });
});

describe("environment variables", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the reference is the point
  const text = '{\n channels: { telegram: { botToken: "${BOT}" } } }';

  test("stand in for texts and numbers", () => {
    expect(parsed(text, { BOT: "12:ab" }).channels?.["telegram"]?.botToken?.reveal()).toBe("12:ab");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the reference is the point
    expect(parsed('{ gateway: { port: "${PORT}", host: "h-${N}" } }', { PORT: "8080", N: "2" }).gateway).toEqual({
      port: 8080,
      host: "h-2",
    });
  });

  test("that are missing or empty are named", () => {
    expect(problemOf(text)).toMatchObject({ line: 2, message: "the environment variable BOT is not set" });
    expect(problemOf(text, { BOT: "" }).message).toBe("the environment variable BOT is empty");
  });

  test("are never looked up on a prototype", () => {
    expect(problemOf(text.replace("BOT", "toString")).message).toContain("toString is not set");
  });

  test("two dollar signs stand for one", () => {
    const text = '{ agents: { defaults: { instructions: "pay $${5} $9" } } }';
    expect(parsed(text).agents?.defaults?.instructions).toBe(`pay $${"{5} $9"}`);
  });

  test("a reference that cannot be read is a problem, not text", () => {
    for (const bad of ["{", "{a b}", "{}", "{1}"].map((rest) => `$${rest}`)) {
      expect(problemOf(JSON.stringify({ logging: { level: "info" }, owners: [], $schema: bad })).path).toBe("$schema");
    }
  });

  test("DATABASE_URL and REDIS_URL hold where the file names no store", () => {
    const env = { DATABASE_URL: "postgres://a/b", REDIS_URL: "redis://c" };
    expect(parsed("{}", env).database?.url?.reveal()).toBe("postgres://a/b");
    expect(parsed('{ redis: { url: "redis://own" } }', env).redis?.url?.reveal()).toBe("redis://own");
    expect(problemOf("{}", { DATABASE_URL: "mysql://x" }).path).toBe("database.url");
  });
});

test("no configuration at all is valid: pairing everywhere", () => {
  expect(channelSettings(defaultConfig(), "telegram")).toEqual({
    channel: "telegram",
    account: "default",
    dmPolicy: "pairing",
    allowFrom: [],
    dangerouslyAllowNameMatching: false,
  });
});
