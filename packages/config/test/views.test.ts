import { describe, expect, test } from "vitest";
import {
  agentSettings,
  auditSettings,
  channelAccounts,
  channelSettings,
  defaultConfig,
  gatewaySettings,
  loggingSettings,
  messageSettings,
  pairingSettings,
  parseConfig,
  storageSettings,
} from "../src/index.ts";
import { parsed } from "./support.ts";

describe("[R1.2] account over channel over * over built-in", () => {
  const config = parsed(`{
    channels: {
      "*": { dmPolicy: "allowlist", allowFrom: ["1", "2"], groups: { "*": { requireMention: false, deniedCommands: ["x"] } } },
      telegram: {
        allowFrom: ["3"],
        groups: { "-5": { maxMessagesPerHour: 3 } },
        accounts: { work: { dmPolicy: "open", dangerouslyAllowNameMatching: true }, home: {} },
      },
      discord: { enabled: false },
    },
  }`);

  test("scalars override", () => {
    expect(channelSettings(config, "telegram", "work").dmPolicy).toBe("open");
    expect(channelSettings(config, "telegram", "home").dmPolicy).toBe("allowlist");
    expect(channelSettings(config, "whatsapp").dmPolicy).toBe("allowlist");
    expect(channelSettings(config, "telegram", "work").dangerouslyAllowNameMatching).toBe(true);
    expect(channelSettings(config, "telegram", "home").dangerouslyAllowNameMatching).toBe(false);
  });

  test("lists replace", () => {
    expect(channelSettings(config, "telegram").allowFrom).toEqual(["3"]);
    expect(channelSettings(config, "whatsapp").allowFrom).toEqual(["1", "2"]);
  });

  test("a channel's own list of groups is not opened by the wildcard of *, but inherits its rules", () => {
    expect(channelSettings(config, "telegram").groups).toEqual({
      "-5": { enabled: true, requireMention: false, mentionPatterns: [], deniedCommands: ["x"], maxMessagesPerHour: 3 },
    });
    expect(Object.keys(channelSettings(config, "whatsapp").groups ?? {})).toEqual(["*"]);
  });

  test("names of the prototype are nobody's settings", () => {
    expect(channelSettings(config, "constructor").dmPolicy).toBe("allowlist");
    expect(channelSettings(config, "telegram", "toString").dmPolicy).toBe("allowlist");
    expect(agentSettings(config, "constructor").defined).toBe(false);
  });
});

describe("accounts", () => {
  test("the web chat is always there, unless it is switched off", () => {
    expect(channelAccounts(defaultConfig())).toMatchObject([
      { channel: "web", account: "default", adapter: "web", connection: { kind: "web" } },
    ]);
    expect(channelAccounts(parsed("{ channels: { web: { enabled: false } } }"))).toMatchObject([
      { connection: { kind: "off" } },
    ]);
  });

  test("a channel is its accounts, each ready for its adapter", () => {
    const config = parsed(`{ channels: {
      telegram: { botToken: "1:main", apiRoot: "http://127.0.0.1:1", accounts: {
        work: { botToken: "2:work", webhook: { url: "https://x.org/h", secret: "abcdefghijklmnopqrstuvwxyz" } },
        off: { botToken: "3:off", enabled: false } } },
      discord: { dmPolicy: "pairing" },
      whatsapp: {},
      support: { adapter: "discord", token: "d" },
      irc: { adapter: "moltbot-channel-irc", server: "s" },
    } }`);
    const accounts = channelAccounts(config);
    expect(
      accounts.map(({ channel, account, adapter, connection }) => [channel, account, adapter, connection.kind]),
    ).toEqual([
      ["telegram", "default", "telegram", "telegram"],
      ["telegram", "work", "telegram", "telegram"],
      ["telegram", "off", "telegram", "off"],
      ["discord", "default", "discord", "unconfigured"],
      ["whatsapp", "default", "whatsapp", "whatsapp"],
      ["support", "default", "discord", "discord"],
      ["irc", "default", "moltbot-channel-irc", "package"],
      ["web", "default", "web", "web"],
    ]);
    const work = accounts[1]?.connection;
    expect(work?.kind === "telegram" && [work.botToken.reveal(), work.apiRoot, work.webhook?.url]).toEqual([
      "2:work",
      "http://127.0.0.1:1",
      "https://x.org/h",
    ]);
    expect(accounts[3]?.connection).toMatchObject({ because: "channels.discord.token is missing" });
  });
});

describe("agents", () => {
  const config = parsed(`{ agents: {
    defaults: { model: "anthropic/base", permissions: ["read"], sandbox: { mode: "all", limits: { pids: 64, diskMb: 100 } }, tools: { deny: ["x"], exec: { timeoutMs: "1 min" } } },
    list: { a: { model: { id: "openai/y", baseURL: "http://127.0.0.1:9/v1", apiKey: "k" }, sandbox: { limits: { cpus: 2, tmpMb: 8 } }, tools: { allow: ["read"], exec: { security: "full" } } } },
  } }`);

  test("own settings stand over the defaults, field by field", () => {
    const agent = agentSettings(config, "a");
    expect(agent.model).toMatchObject({ id: "openai/y", baseURL: "http://127.0.0.1:9/v1" });
    expect(agent.sandbox).toMatchObject({
      mode: "all",
      network: "none",
      limits: { pids: 64, cpus: 2, memoryMb: 1024, diskMb: 100, tmpMb: 8 },
    });
    expect(agent.exec).toMatchObject({ security: "full", timeoutMs: 60_000, approvalMode: "always" });
    expect(agent.permissions).toEqual(["read"]);
  });

  test("tool policies stay separate layers, so that an agent cannot undo a global deny", () => {
    expect(agentSettings(config, "a").tools).toMatchObject({ global: { deny: ["x"] }, agent: { allow: ["read"] } });
  });

  test("[R0.3] an agent that nobody described calls no tool", () => {
    expect(agentSettings(config, "ghost")).toMatchObject({
      defined: false,
      permissions: [],
      tools: { agent: { deny: ["*"] } },
    });
    expect(agentSettings(config, "main")).toMatchObject({ defined: true, permissions: ["read"] });
  });
});

test("everything has a default", () => {
  const config = defaultConfig();
  expect(pairingSettings(config)).toEqual({
    requestTtlMs: 3_600_000,
    renewalRequired: false,
    requiredApprovals: 1,
    approvers: [],
    unresolvedApprovers: [],
    escalateTo: [],
    challenge: "command",
    maxPending: 100,
    maxRequestsPerHour: 3,
    denialCooldownMs: 86_400_000,
    promptWindowMs: 3_600_000,
    autoApprove: { emailDomains: [], phonePatterns: [], maxPerHour: 20 },
  });
  expect(gatewaySettings(config)).toEqual({ host: "127.0.0.1", port: 18_789, trustedProxies: [], allowedOrigins: [] });
  expect(storageSettings(config)).toEqual({ database: { poolSize: 10 }, redis: { keyPrefix: "moltbot:" } });
  expect([messageSettings(config).maxPerMinute, loggingSettings(config).level]).toEqual([60, "info"]);
  expect(auditSettings(config)).toEqual({});
  expect(pairingSettings(parsed('{ owners: ["telegram:1"] }')).approvers).toEqual(["telegram:1"]);
  expect(
    pairingSettings(parsed('{ owners: ["telegram:1"], pairing: { approvers: ["telegram:2"] } }')).approvers,
  ).toEqual(["telegram:2"]);
});

test("[R9.5] audit.retention is a duration of at least a day", () => {
  expect(auditSettings(parsed('{ audit: { retention: "365 days" } }'))).toEqual({ retentionMs: 365 * 86_400_000 });
  for (const bad of ['"7"', '"1 hour"', '"forever"', "0", "null", '"101 years"']) {
    expect(parseConfig(`{ audit: { retention: ${bad} } }`).ok, bad).toBe(false);
  }
});
