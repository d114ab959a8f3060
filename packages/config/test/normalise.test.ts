import { describe, expect, test } from "vitest";
import { agentSettings, channelSettings, pairingSettings, parseConfig } from "../src/index.ts";
import { parsed, problemOf, problemsOf } from "./support.ts";

describe("spellings", () => {
  test("both spellings in one block are a problem", () => {
    const clashes = [
      "{ agents: { defaults: { tools: { allow: [], allowed: [] } } } }",
      "{ agents: { defaults: { tools: { deny: [], denied: [] } } } }",
      '{ channels: { "*": { groups: { a: { mentionPattern: "x", mentionPatterns: [] } } } } }',
      "{ pairing: { ttl: 60000, ttlMs: 60000 } }",
      '{ tools: { deny: ["a"] }, agents: { defaults: { tools: { deny: [] } } } }',
      '{ groups: { a: { requireMention: true } }, channels: { "*": { groups: { a: { requireMention: false } } } } }',
    ];
    for (const text of clashes) expect(problemOf(text).message, text).toMatch(/another spelling|given twice/);
  });

  test("blocks in both places are joined where they do not clash", () => {
    const config = parsed(
      '{ tools: { deny: ["a"] }, exec: { security: "deny" }, agents: { defaults: { tools: { allow: ["b"] } } } }',
    );
    expect(config.agents?.defaults?.tools).toEqual({ deny: ["a"], allow: ["b"], exec: { security: "deny" } });
  });

  test("a text is a list of one, true is an elevated block, a model's name is a model", () => {
    const config = parsed(`{
      owners: "telegram:1",
      agents: { list: { a: { model: "anthropic/x", tools: { allow: "*", elevated: true, exec: { allowlist: "git *" } } } } },
      channels: { telegram: { allowFrom: "*" } },
    }`);
    const agent = agentSettings(config, "a");
    expect(agent).toMatchObject({
      model: { id: "anthropic/x" },
      elevated: { enabled: true },
      exec: { allowlist: ["git *"] },
    });
    expect(channelSettings(config, "telegram").allowFrom).toEqual(["*"]);
    expect(config.owners).toEqual(["telegram:1"]);
  });

  test("a number in an allowlist is its text while every digit holds", () => {
    expect(parsed("{ channels: { telegram: { allowFrom: [123456789] } } }").channels?.["telegram"]?.allowFrom).toEqual([
      "123456789",
    ]);
    expect(problemOf("{ channels: { telegram: { allowFrom: [12345678901234567890] } } }").message).toContain(
      "is not text",
    );
  });

  test("identities are brought to one form, so that they compare as texts", () => {
    expect(parsed('{ owners: [" Telegram: 12 "] }').owners).toEqual(["telegram:12"]);
  });

  test("durations are milliseconds or words", () => {
    const settings = pairingSettings(
      parsed('{ pairing: { ttl: "30 days", requestTtl: "10 min", denialCooldownMs: 5000 } }'),
    );
    expect(settings).toMatchObject({ ttlMs: 2_592_000_000, requestTtlMs: 600_000, denialCooldownMs: 5000 });
  });

  test("accounts may be a list; ids must differ", () => {
    const config = parsed(
      '{ channels: { telegram: { accounts: [{ id: "a", botToken: "1:a" }, { id: "b", dmPolicy: "closed" }] } } }',
    );
    expect(Object.keys(config.channels?.["telegram"]?.accounts ?? {})).toEqual(["a", "b"]);
    expect(channelSettings(config, "telegram", "b").dmPolicy).toBe("disabled");
    expect(problemOf('{ channels: { telegram: { accounts: [{ id: "a" }, { id: "a" }] } } }').message).toContain(
      "two entries",
    );
    expect(problemOf("{ channels: { telegram: { accounts: { a: {}, A: {} } } } }").message).toContain(
      "upper and lower case",
    );
  });

  test("an agent in a map may repeat its id, but not another one", () => {
    expect(parsed('{ agents: { list: { a: { id: "a" } } } }').agents?.list).toEqual({ a: {} });
    expect(problemOf('{ agents: { list: { a: { id: "b" } } } }').path).toBe("agents.list.a.id");
  });

  test("a third-party adapter keeps its own settings, but not our misspelled ones", () => {
    const config = parsed(
      '{ channels: { irc: { adapter: "moltbot-channel-irc", server: "x", nick: "m", password: "p4ss" } } }',
    );
    const options = config.channels?.["irc"]?.options;
    expect(JSON.stringify(options)).toBe('{"server":"x","nick":"m","password":"***"}');
    expect(problemOf('{ channels: { irc: { adapter: "x", dmPolcy: "open" } } }').suggestion).toBe("dmPolicy");
  });

  test("every accepted spelling is reported as information", () => {
    const result = parseConfig('{ agents: { defaults: { tools: { allowed: "*" } } } }');
    expect(result.ok && result.warnings).toMatchObject([
      { level: "info", id: "alias", path: "agents.defaults.tools.allowed" },
    ]);
  });

  test("things of the wrong kind never break the normaliser", () => {
    for (const value of ["5", "null", '"x"', "[]", "[5]", "{ a: 5 }", "{ list: [5, null], defaults: 7 }"]) {
      for (const key of [
        "channels",
        "groups",
        "tools",
        "exec",
        "agents",
        "pairing",
        "sessions",
        "identityLinks",
        "mcp",
      ]) {
        const result = parseConfig(`{ ${key}: ${value} }`);
        if (!result.ok) expect(problemsOf(`{ ${key}: ${value} }`).length).toBeGreaterThan(0);
      }
    }
  });
});
