import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  channelAccounts,
  createSecret,
  formatProblems,
  getPath,
  isSecret,
  parseConfig,
  policyVersion,
  redactConfig,
  secretDigest,
} from "../src/index.ts";
import { parsed } from "./support.ts";

describe("a secret", () => {
  const secret = createSecret("hunter2");

  test("never shows by accident", () => {
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ a: { secret } }, { depth: 9, showHidden: true }),
      Object.keys(secret).join(),
      JSON.stringify({ ...secret }),
      JSON.stringify(Object.entries(secret)),
      inspect(secret, { customInspect: false, showHidden: true }),
    ].join("|");
    expect(shown).not.toContain("hunter2");
    expect(String(secret)).toBe("***");
  });

  test("is revealed by one explicit call, and compared by digest", () => {
    expect(secret.reveal()).toBe("hunter2");
    expect(isSecret(secret)).toBe(true);
    expect(isSecret({ reveal: () => "x" })).toBe(false);
    expect(secretDigest(secret)).toBe(secretDigest(createSecret("hunter2")));
    expect(secretDigest(secret)).not.toBe(secretDigest(createSecret("hunter3")));
  });

  test("cannot be changed", () => {
    expect(Object.isFrozen(secret)).toBe(true);
  });
});

/** A file with a secret in every place that takes one. */
function everywhere(secret: string): string {
  return JSON.stringify({
    channels: {
      telegram: {
        botToken: `${secret}1`,
        webhook: { url: "https://a.org", secret: `${secret}${"y".repeat(24)}2` },
        accounts: { b: { botToken: `${secret}3` } },
      },
      discord: { token: `${secret}4` },
      irc: { adapter: "irc-adapter", nickservPassword: secret, options: { nested: { list: [{ apiKey: secret }] } } },
    },
    database: { url: `postgres://u:${secret}@h/d` },
    redis: { url: `redis://:${secret}@h` },
    agents: { defaults: { model: { id: "a/b", apiKey: secret }, sandbox: { env: { FOO: secret } } } },
    mcp: {
      servers: { a: { command: "x", env: { BAR: secret } }, b: { url: "https://m.org", headers: { "X-Any": secret } } },
    },
  });
}

const marks = fc.stringMatching(/^q[a-z]{5}[A-Za-z0-9]{6,20}$/);

describe("secrets of a configuration", () => {
  test("never reach JSON, inspection, redacted output or single values", () => {
    fc.assert(
      fc.property(marks, (secret) => {
        const config = parsed(everywhere(secret));
        const shown = [
          JSON.stringify(config),
          inspect(config, { depth: 20, showHidden: true }),
          JSON.stringify(redactConfig(config)),
          JSON.stringify(channelAccounts(config)),
          policyVersion(config),
        ];
        for (const path of [
          "channels.telegram.botToken",
          "database.url",
          "database",
          "channels.irc.options",
          "mcp.servers.a",
          "channels.telegram",
          "agents.defaults.model",
          "agents.list.main.sandbox",
        ]) {
          shown.push(JSON.stringify(getPath(config, path)));
        }
        expect(shown.join("\n")).not.toContain(secret);
      }),
      { numRuns: 50 },
    );
  });

  test("never reach problems or the lines shown with them", () => {
    const broken = [
      (text: string) => text.replace('"database"', '"databse"'),
      (text: string) => text.replace('"id":"a/b"', '"id":7'),
      (text: string) => text.replace('"discord"', '"dmPolicy":"x","discord"'),
      (text: string) => text.replace('"redis":{', '"redis":{"keyPrefix":[],'),
      (text: string) => text.replace('"command":"x"', '"command":""'),
    ];
    fc.assert(
      fc.property(marks, fc.constantFrom(...broken), (secret, breakIt) => {
        const text = breakIt(everywhere(secret)).replaceAll(",", ",\n");
        const result = parseConfig(text);
        if (result.ok) throw new Error("should not parse");
        expect(JSON.stringify(result.problems)).not.toContain(secret);
        expect(formatProblems(result.problems, text)).not.toContain(secret);
      }),
      { numRuns: 50 },
    );
  });

  test("a token under a misspelled key, or in a file that cannot be parsed, is masked too", () => {
    const token = "123456789:AAHfiqksKZ8WmR2zSjiQ7gabcdefghijkl";
    for (const text of [
      `{ channels: { telegram: { botTokn: "${token}" } } }`,
      `{ channels: { telegram: { botToken: "${token}" dmPolicy: 1 } } }`,
      `{ channels: { telegram: { botToken: "${token}`,
    ]) {
      const result = parseConfig(text);
      if (result.ok) throw new Error("should not parse");
      expect(formatProblems(result.problems, text) + JSON.stringify(result.problems)).not.toContain("AAHfiqks");
    }
  });
});

describe("the version of a policy", () => {
  test("is the same however it is spelled and ordered", () => {
    const a = parsed('{ owners: ["telegram:1"], channels: { telegram: { dmPolicy: "closed", allowFrom: ["1"] } } }');
    const b = parsed(
      '{ channels: { telegram: { allowFrom: [1], dmPolicy: "disabled" } }, owners: "telegram:1", $schema: "x" }',
    );
    expect(policyVersion(a)).toBe(policyVersion(b));
    expect(policyVersion(a)).toMatch(/^[0-9a-f]{16}$/);
  });

  test("changes with any setting and any secret", () => {
    const versions = [
      "{}",
      '{ owners: ["telegram:1"] }',
      '{ channels: { telegram: { botToken: "1:a" } } }',
      '{ channels: { telegram: { botToken: "1:b" } } }',
      '{ channels: { irc: { adapter: "x", password: "a" } } }',
      '{ channels: { irc: { adapter: "x", password: "b" } } }',
    ].map((text) => policyVersion(parsed(text)));
    expect(new Set(versions).size).toBe(versions.length);
  });
});
