import { describe, expect, test } from "vitest";
import { agentSettings, channelSettings } from "../src/index.ts";
import { parsed, seed } from "./support.ts";

describe("[R0.1] the security model seed means what it says", () => {
  test("DM policies: closed is another word for disabled", () => {
    const config = parsed(seed("b-dm-policies"));
    expect(channelSettings(config, "whatsapp").dmPolicy).toBe("pairing");
    expect(channelSettings(config, "telegram")).toMatchObject({ dmPolicy: "pairing", allowFrom: ["+1234567890"] });
    expect(channelSettings(config, "discord").dmPolicy).toBe("disabled");
  });

  test("allowlist forms reach the matcher unchanged and in order", () => {
    expect(channelSettings(parsed(seed("b-allowlist-forms")), "telegram").allowFrom).toEqual([
      "*",
      "123456789",
      "telegram:987654321",
      "alice",
      "telegram:@family",
      "alice@telegram.com",
    ]);
  });

  test("tool policy: a global profile as a block, agents as a map, both layers kept apart", () => {
    expect(agentSettings(parsed(seed("b-tool-policy")), "work").tools).toEqual({
      global: { profile: { allow: ["*"], deny: ["system.run", "system.notify"] } },
      agent: { allow: ["bash", "read", "write", "edit", "browser"], deny: ["process", "sessions_*"] },
    });
  });

  test("sandbox: mode, access, pruning, and the tools inside", () => {
    const agent = agentSettings(parsed(seed("b-sandbox")), "main");
    expect(agent.sandbox).toMatchObject({ mode: "non-main", workspaceAccess: "ro", pruneMinutes: 60 });
    expect(agent.tools.global.sandbox?.tools).toEqual({
      allow: ["bash", "process", "read", "write", "edit", "sessions_list", "sessions_history", "sessions_send"],
      deny: ["browser", "canvas", "nodes", "cron", "discord", "gateway"],
    });
  });

  test("exec approval: always, with notice, for five minutes", () => {
    expect(agentSettings(parsed(seed("b-exec-approval")), "main").exec).toMatchObject({
      approvalMode: "always",
      notify: true,
      timeoutMs: 300_000,
    });
  });

  test("mention gating with one pattern", () => {
    expect(channelSettings(parsed(seed("b-mention-gating")), "discord").groups?.["*"]).toMatchObject({
      requireMention: true,
      mentionPatterns: ["@bot"],
    });
  });

  test("group tools apply in every group, and list no group by themselves", () => {
    const config = parsed(seed("b-group-tools"));
    expect(agentSettings(config, "main").tools.global.groups).toEqual({
      "*": { allow: ["read", "write", "edit"], deny: ["bash", "process", "browser", "canvas"] },
    });
    expect(channelSettings(config, "telegram").groups).toBeUndefined();
  });

  test("best practice: pairing", () => {
    expect(channelSettings(parsed(seed("b-best-pairing")), "whatsapp").dmPolicy).toBe("pairing");
  });

  test("best practice: sandboxed sessions without dangerous tools", () => {
    const agent = agentSettings(parsed(seed("b-best-tools")), "main");
    expect(agent.sandbox.mode).toBe("non-main");
    expect(agent.tools.global.sandbox?.tools).toEqual({ deny: ["browser", "canvas", "nodes"] });
  });

  test("best practice: every command asks", () => {
    expect(agentSettings(parsed(seed("b-best-exec")), "main").exec.approvalMode).toBe("always");
  });
});
