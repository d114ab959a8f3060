import { describe, expect, test } from "vitest";
import { defaultConfig, getPath } from "../src/index.ts";
import { parsed } from "./support.ts";

const token = `"$${"{BOT}"}"`;
const config = parsed(
  `{
  owners: ["telegram:1"],
  channels: {
    "*": { dmPolicy: "allowlist" },
    telegram: {
      botToken: ${token},
      allowFrom: ["1"],
      accounts: { work: { botToken: "2:w", dmPolicy: "closed" } },
      groups: { "-100.5": { mentionPattern: "@b" } },
    },
    discord: { token: "abc" },
  },
  agents: { defaults: { tools: { exec: { security: "deny" } } }, list: [{ id: "a" }] },
}`,
  { BOT: "1:x", DATABASE_URL: "postgres://a/b" },
);

describe("an effective value says where it comes from", () => {
  test.each([
    ["channels.whatsapp.dmPolicy", "allowlist", "channels.*", 4],
    ["channels.telegram.dmPolicy", "allowlist", "channels.*", 4],
    ["channels.telegram.accounts.work.dmPolicy", "disabled", "file", 8],
    ["channels.telegram.accounts.work.allowFrom", ["1"], "channel", 7],
    ["channels.telegram.allowFrom", ["1"], "file", 7],
    ["channels.telegram.allowFrom.0", "1", "file", 7],
    ["channels.telegram.botToken", "***", "env", 6],
    ["channels.discord.token", "***", "file", 11],
    ['channels.telegram.groups["-100.5"].mentionPatterns', ["@b"], "file", 9],
    ["channels.telegram.dangerouslyAllowNameMatching", false, "default", undefined],
    ["channels.telegram.enabled", true, "default", undefined],
    ["agents.list.a.tools.exec.security", "deny", "agents.defaults", 13],
    ["agents.list.a.sandbox.mode", "non-main", "default", undefined],
    ["pairing.requestTtlMs", 3_600_000, "default", undefined],
    ["pairing.approvers", ["telegram:1"], "owners", 2],
    ["pairing.ttl", null, "default", undefined],
    ["gateway.port", 18_789, "default", undefined],
    ["database.url", "***", "env", undefined],
    ["owners", ["telegram:1"], "file", 2],
  ])("%s", (path, value, origin, line) => {
    const variable = { "database.url": "DATABASE_URL", "channels.telegram.botToken": "BOT" }[path];
    const from = { ...(line !== undefined && { line }), ...(variable && { variable }) };
    expect(getPath(config, path)).toEqual({ status: "found", value, origin, ...from });
  });

  test("the seed's question: moltbot config get channels.whatsapp.dmPolicy", () => {
    expect(getPath(defaultConfig(), "channels.whatsapp.dmPolicy")).toEqual({
      status: "found",
      value: "pairing",
      origin: "default",
    });
  });

  test("an unknown path suggests the one that was meant", () => {
    expect(getPath(config, "channels.telegram.dmPolcy")).toMatchObject({
      status: "unknown",
      suggestion: "channels.telegram.dmPolicy",
    });
    expect(getPath(config, "chanels.telegram.dmPolicy")).toMatchObject({
      status: "unknown",
      suggestion: "channels.telegram.dmPolicy",
    });
    expect(getPath(config, "gateway.port.x").status).toBe("unknown");
  });

  test.each(["a..b", "[", '["x', "a.", '["\\x"]', "owners.length"])("%j is no path", (path) => {
    expect(getPath(config, path).status).toBe("unknown");
  });

  test("prototype names find nothing", () => {
    expect(getPath(config, "channels.__proto__.dmPolicy")).toMatchObject({ status: "found", value: "allowlist" });
    expect(getPath(config, "__proto__").status).toBe("unknown");
    expect(getPath(config, "constructor.name").status).toBe("unknown");
  });
});
