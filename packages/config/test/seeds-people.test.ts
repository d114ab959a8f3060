import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  agentBindings,
  agentSettings,
  channelSettings,
  declaredSessions,
  pairingSettings,
  parseConfig,
} from "../src/index.ts";
import { parsed, seed } from "./support.ts";

const fixtures = new URL("./fixtures/seeds/", import.meta.url);

describe("[R0.1] every snippet of the seeds parses, verbatim", () => {
  const files = readdirSync(fixtures);
  test("there are 14 of the first seed and 10 of the second", () => {
    expect(files.filter((name) => name.startsWith("a-"))).toHaveLength(14);
    expect(files.filter((name) => name.startsWith("b-"))).toHaveLength(10);
  });
  test.each(files)("%s parses", (name) => {
    expect(parseConfig(readFileSync(new URL(name, fixtures), "utf8"))).toMatchObject({ ok: true });
  });
});

describe("[R0.1] the pairing and trust model seed means what it says", () => {
  test("DM access mode pairing", () => {
    expect(channelSettings(parsed(seed("a-dm-pairing")), "whatsapp").dmPolicy).toBe("pairing");
  });

  test("DM access mode allowlist, with its three people", () => {
    expect(channelSettings(parsed(seed("a-dm-allowlist")), "telegram")).toMatchObject({
      dmPolicy: "allowlist",
      allowFrom: ["@username", "123456789", "+84987654321"],
      dangerouslyAllowNameMatching: false,
    });
  });

  test("[R1.2] DM access mode open needs no wildcard to parse", () => {
    expect(channelSettings(parsed(seed("a-dm-open")), "telegram")).toMatchObject({ dmPolicy: "open", allowFrom: [] });
  });

  test("DM access mode disabled leaves groups alone", () => {
    const settings = channelSettings(parsed(seed("a-dm-disabled")), "discord");
    expect(settings.dmPolicy).toBe("disabled");
    expect(settings.groups).toBeUndefined();
  });

  test("sessions: the numbered person is paired since that time, the named one is a claim", () => {
    expect(declaredSessions(parsed(seed("a-sessions")))).toEqual([
      {
        key: "whatsapp:+84123456789",
        channel: "whatsapp",
        id: "+84123456789",
        stable: true,
        agent: "main",
        permissions: ["read", "write"],
        workspace: "users/84123456789",
        paired: true,
        pairedAtMs: Date.UTC(2026, 0, 30, 10),
      },
      {
        key: "telegram:@user2",
        channel: "telegram",
        id: "@user2",
        stable: false,
        agent: "readonly",
        permissions: ["read"],
        paired: false,
      },
    ]);
  });

  test("agent routing: each binding names its agent, * is the fallback", () => {
    expect(agentBindings(parsed(seed("a-bindings")))).toEqual({
      "whatsapp:+84123456789": "admin",
      "telegram:@user2": "readonly",
      "telegram:@developer": "dev-helper",
      "*": "default",
    });
  });

  test("agent capabilities: allowed and denied become policies, elevated and exec are read", () => {
    const config = parsed(seed("a-agent-capabilities"));
    const admin = agentSettings(config, "admin");
    expect(admin.tools.agent.allow).toEqual(["*"]);
    expect(admin.elevated).toEqual({ enabled: true });
    expect(agentSettings(config, "readonly").tools.agent).toEqual({
      allow: ["read_file", "web_search"],
      deny: ["exec", "write_file"],
    });
    const helper = agentSettings(config, "dev-helper");
    expect(helper.exec).toMatchObject({ security: "allowlist", allowlist: ["git *", "npm *"] });
    expect(helper.elevated.enabled).toBe(false);
  });

  test("mention gating in every group of Telegram", () => {
    expect(channelSettings(parsed(seed("a-mention-gating")), "telegram").groups?.["*"]).toMatchObject({
      requireMention: true,
      mentionPatterns: ["@bot", "@moltbot"],
    });
  });

  test("per-group config holds on every channel", () => {
    for (const channel of ["telegram", "discord"]) {
      expect(channelSettings(parsed(seed("a-per-group")), channel).groups).toMatchObject({
        group_id_abc: {
          requireMention: false,
          allowedCommands: ["weather", "news"],
          deniedCommands: ["exec", "deploy"],
        },
        group_id_xyz: { requireMention: true, maxMessagesPerHour: 10 },
      });
    }
  });

  test("[R1.2] the default for all channels", () => {
    expect(channelSettings(parsed(seed("a-default-pairing")), "signal").dmPolicy).toBe("pairing");
  });

  test("[R1.2] public and private agents carry their own DM policy", () => {
    const config = parsed(seed("a-public-private"));
    expect(agentSettings(config, "private").dmPolicy).toBe("pairing");
    expect(agentSettings(config, "public")).toMatchObject({
      dmPolicy: "open",
      tools: { agent: { allow: ["read_file"], deny: ["exec", "write_file"] } },
    });
  });

  test("time-limited pairing: 30 days, then pair again", () => {
    const settings = pairingSettings(parsed(seed("a-time-limited")));
    expect(settings).toMatchObject({ ttlMs: 30 * 86_400_000, renewalRequired: true });
  });

  test("approval delegation: the numbered approver decides, the named one waits for a stable id", () => {
    expect(pairingSettings(parsed(seed("a-approvers")))).toMatchObject({
      approvers: ["whatsapp:+84111111111"],
      unresolvedApprovers: ["telegram:@admin1"],
      requiredApprovals: 1,
    });
  });

  test("auto-pairing for a domain and a phone range", () => {
    expect(pairingSettings(parsed(seed("a-auto-approve"))).autoApprove).toMatchObject({
      emailDomains: ["company.com"],
      phonePatterns: ["+8498*"],
    });
  });
});
