import { describe, expect, test } from "vitest";
import { parseConfig } from "../src/index.ts";
import { problemOf, warningsOf } from "./support.ts";

const good = "abcdefghijklmnopqrstuvwx";

describe("[R0.3] people are named by stable ids", () => {
  test.each([
    ["*", "means everybody"],
    ["telegram:*", "means everybody"],
    ["@me", "is not an identity"],
    ["alice", "is not an identity"],
    ["telegram:@me", "is a name"],
    ["telegram:alice", "is not the id of a person on telegram"],
    ["whatsapp:0987", "is not the id of a person on whatsapp"],
    ["telegram:1\u200b", "cannot be seen"],
  ])("%s is no owner", (owner, because) => {
    const problem = problemOf(JSON.stringify({ owners: [owner] }));
    expect(problem.message).toContain(because);
    expect(problem.hint).toBeTruthy();
  });

  test("an approver by name is a warning with the fix, and decides nothing", () => {
    expect(warningsOf('{ pairing: { approvers: ["telegram:@ann", "telegram:2"] } }')).toMatchObject([
      { id: "approver-by-name", path: "pairing.approvers.0", hint: expect.stringContaining("users show @ann") },
    ]);
    expect(problemOf('{ pairing: { approvers: ["*"] } }').message).toContain("everybody");
  });

  test("enough different people can answer", () => {
    const needed = (rest: string): string => problemOf(`{ pairing: { requiredApprovals: 2 }, ${rest} }`).message;
    expect(needed("")).toContain("nobody may give one");
    expect(needed('owners: ["telegram:1"]')).toContain("only one person");
    expect(
      needed(
        'owners: ["telegram:1", "whatsapp:+84987654321"], identityLinks: { ann: ["telegram:1", "whatsapp:+84987654321"] }',
      ),
    ).toContain("only one person");
    expect(parseConfig('{ pairing: { requiredApprovals: 2 }, owners: ["telegram:1", "telegram:2"] }').ok).toBe(true);
    expect(problemOf("{ exec: { requiredApprovals: 2 } }").path).toBe("exec.requiredApprovals");
  });

  test("one identity belongs to one person", () => {
    expect(problemOf('{ identityLinks: { a: ["telegram:1"], b: ["telegram:1"] } }').message).toContain(
      'belongs to "a"',
    );
  });
});

describe("automatic approval", () => {
  test.each(["+*", "+849*", "8498*", "+8498", "*8498", "+84*98", "+8498**", "+0849*"])(
    "%s is too wide or no pattern",
    (pattern) => {
      expect(problemOf(JSON.stringify({ pairing: { autoApprove: { phonePatterns: [pattern] } } })).message).toContain(
        "not a phone pattern",
      );
    },
  );

  test.each(["@", "company", "*.com", "a@company.com", "@company.com.", "com pany.com", "*company.com"])(
    "%s is no domain",
    (domain) => {
      const result = parseConfig(JSON.stringify({ pairing: { autoApprove: { emailDomains: [domain] } } }));
      expect(result.ok).toBe(false);
    },
  );

  test("domains and their subdomains are fine", () => {
    expect(
      parseConfig('{ pairing: { autoApprove: { emailDomains: ["@Company.com", "*.company.com", "firma.co.at"] } } }')
        .ok,
    ).toBe(true);
  });
});

describe("agents", () => {
  test("a binding names an agent that exists", () => {
    expect(problemOf('{ agents: { list: [{ id: "work" }], bindings: { "*": "wrok" } } }')).toMatchObject({
      message: 'there is no agent "wrok"',
      suggestion: "work",
    });
    expect(
      parseConfig('{ agents: { list: [{ id: "work" }], bindings: { "*": "main", "telegram:*": "work" } } }').ok,
    ).toBe(true);
  });

  test("a binding names somebody", () => {
    for (const group of ["telegram:-1001234567890", "whatsapp:120363000000000001@g.us"]) {
      expect(parseConfig(`{ agents: { bindings: { "${group}": "main" } } }`).ok).toBe(true);
      expect(problemOf(`{ owners: ["${group}"] }`).message).toContain("is not the id of a person");
    }
    expect(problemOf('{ agents: { bindings: { "123": "main" } } }').message).toContain("is not an identity");
    expect(warningsOf('{ agents: { bindings: { "telegram:@x": "main" } } }')).toMatchObject([
      { id: "binding-by-name" },
    ]);
  });

  test("a session agrees with its key and stays below the workspaces", () => {
    expect(problemOf('{ sessions: { "telegram:1": { userId: "2" } } }')).toMatchObject({
      path: "sessions.telegram:1.userId",
      suggestion: "1",
    });
    expect(problemOf('{ sessions: { "telegram:1": { platform: "discord" } } }').suggestion).toBe("telegram");
    expect(problemOf('{ sessions: { "telegram:1": { workspace: "/users/../../etc" } } }').message).toContain(
      "leads out",
    );
    expect(problemOf('{ sessions: { "telegram:1": { pairedAt: "yesterday" } } }').message).toContain("is not a time");
  });

  test.each([
    "/:/x",
    "/etc:/x",
    "/etc/ssh:/x:ro",
    "/var/run/docker.sock:/x",
    "/home/a/../..:/x",
    "data:/x",
    "/data:x",
    "/data:/workspace",
    "/data:/x:rwx",
    "/proc/self:/x",
  ])("the mount %s is refused", (bind) => {
    expect(problemOf(JSON.stringify({ agents: { defaults: { sandbox: { binds: [bind] } } } })).path).toBe(
      "agents.defaults.sandbox.binds.0",
    );
  });

  test("an MCP server has one way to reach it", () => {
    expect(problemOf("{ mcp: { servers: { a: {} } } }").message).toContain("either a command or a url");
    expect(parseConfig('{ mcp: { servers: { a: { command: "x", args: [""] } } } }').ok).toBe(true);
  });
});

describe("channels", () => {
  const telegram = (webhook: object): string =>
    JSON.stringify({ channels: { telegram: { webhook: { url: "https://a.org", ...webhook } } } });

  test.each([
    ["short", "at least 8"],
    ["changeme", "sample"],
    ["changeme-changeme-changeme", "sample"],
    ["aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "sample"],
    ["has blanks in it, so it cannot be", "letters, digits"],
  ])("the webhook secret %s is refused, and not shown", (secret, because) => {
    const problem = problemOf(telegram({ secret }));
    expect(problem.message).toContain(because);
    expect(JSON.stringify(problem)).not.toContain(secret);
  });

  test("a good webhook secret is fine", () => {
    expect(parseConfig(telegram({ secret: good })).ok).toBe(true);
    expect(problemOf(telegram({})).message).toBe("is missing");
  });

  test("a channel that Moltbot does not know names its package", () => {
    expect(problemOf("{ channels: { irc: {} } }").hint).toContain("moltbot-channel-irc");
    expect(problemOf("{ channels: { telegrm: {} } }").suggestion).toBe("telegram");
    expect(problemOf('{ channels: { irc: { adapter: "../x" } } }').path).toBe("channels.irc.adapter");
  });

  test("a setting of another adapter is refused with the right one", () => {
    expect(problemOf('{ channels: { discord: { botToken: "x" } } }')).toMatchObject({
      message: "discord has no such setting",
      suggestion: "token",
    });
    expect(problemOf('{ channels: { "*": { botToken: "x" } } }').message).toContain("cannot be a default");
  });

  test("a token that looks like a placeholder is a warning, unless another server may know it", () => {
    const ids = (text: string): string[] => warningsOf(text).map(({ id }) => id);
    expect(ids('{ channels: { telegram: { botToken: "YOUR_BOT_TOKEN" } } }')).toContain("placeholder-token");
    expect(ids('{ channels: { telegram: { botToken: "test", apiRoot: "http://localhost:1" } } }')).toEqual([]);
  });

  test("a short webhook secret is a warning", () => {
    expect(warningsOf(telegram({ secret: "gate-4711" })).map(({ id }) => id)).toEqual(["short-webhook-secret"]);
  });

  test("shared tokens are refused", () => {
    expect(
      problemOf('{ channels: { telegram: { botToken: "1:a" }, two: { adapter: "telegram", botToken: "1:a" } } }'),
    ).toMatchObject({
      path: "channels.two.botToken",
      message: "uses the same token as channels.telegram.botToken",
    });
  });

  test("an entry that nobody can see is a warning", () => {
    expect(warningsOf('{ channels: { telegram: { allowFrom: [" ", "ali\u200bce"] } } }').map(({ id }) => id)).toEqual([
      "blank-entry",
      "unseen-character",
    ]);
  });
});

test.each([
  ['{ database: { url: "mysql://x" } }', "database.url"],
  ['{ redis: { url: "x" } }', "redis.url"],
  ['{ gateway: { trustedProxies: ["*"] } }', "gateway.trustedProxies.0"],
  ['{ gateway: { trustedProxies: ["0.0.0.0/0"] } }', "gateway.trustedProxies.0"],
  ['{ gateway: { publicUrl: "example.org" } }', "gateway.publicUrl"],
  ['{ channels: { telegram: { apiRoot: "ftp://x" } } }', "channels.telegram.apiRoot"],
])("%s is refused", (text, path) => {
  expect(problemOf(text).path).toBe(path);
});
