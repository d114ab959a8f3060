import { describe, expect, test } from "vitest";
import { diagnose, type Facts, type FindingId, findingIds, type Severity } from "../src/index.ts";
import { configOf } from "./support/config.ts";

interface Mistake {
  readonly config?: string;
  readonly facts?: Facts;
  readonly severity?: Severity;
  /** Part of the path where it is said to be. */
  readonly at?: string;
}

const bot = `botToken: "\${TOKEN}"`;
const telegram = (more: string, rest = ""): string =>
  `{ owners: ["telegram:1"], channels: { telegram: { ${bot}, groups: {}, ${more} } }, ${rest} }`;
const open = (rest: string): string => telegram('dmPolicy: "open", allowFrom: ["*"]', rest);
const agent = (text: string): string => `{ agents: { defaults: { ${text} } } }`;
const group = (text: string, rest = ""): string =>
  `{ owners: ["telegram:1"], channels: { telegram: { ${bot}, groups: { "-100": { ${text} } } } }, ${rest} }`;
const runners = 'agents: { defaults: { permissions: ["read", "exec"] } }';

/** For every finding a config or a system with that one mistake. */
const mistakes: Readonly<Record<FindingId, Mistake>> = {
  "open-dm": { config: open('agents: { defaults: { permissions: ["read"] } }'), at: "channels.telegram.dmPolicy" },
  "open-dm-exec": { config: open(runners), severity: "critical", at: "channels.telegram.dmPolicy" },
  "open-dm-write": { config: open(""), severity: "critical" },
  "open-dm-host": { config: open('agents: { defaults: { sandbox: { mode: "off" } } }'), severity: "critical" },
  "open-dm-unlimited": { config: open("messages: { maxPerMinute: 0 }"), severity: "critical" },
  "open-without-wildcard": { config: telegram('dmPolicy: "open"'), severity: "info" },
  "wildcard-entry": { config: telegram('allowFrom: ["5", "*"]'), at: "channels.telegram.allowFrom.1" },
  "dead-entry": { config: telegram('allowFrom: ["discord:5"]'), at: "channels.telegram.allowFrom.0" },
  "claimed-entry": { config: telegram('allowFrom: ["@alice"]'), at: "channels.telegram.allowFrom.0" },
  "name-matching": { config: telegram('allowFrom: ["@alice"], dangerouslyAllowNameMatching: true') },
  "no-owners": { config: `{ channels: { telegram: { ${bot} } } }`, severity: "info" },
  "no-approvers": { config: `{ channels: { telegram: { ${bot} } }, pairing: { approvers: ["telegram:@bob"] } }` },
  "unreachable-approver": { config: '{ owners: ["discord:803112345678901234"] }', at: "owners.0" },
  "quorum-impossible": {
    config: telegram("", 'pairing: { approvers: ["telegram:1", "telegram:@bob"], requiredApprovals: 2 }'),
    at: "pairing.requiredApprovals",
  },
  "exec-full": { config: agent('tools: { exec: { security: "full" } }'), at: "agents.defaults.tools.exec.security" },
  "risky-command": { config: agent('tools: { exec: { allowlist: ["npm *"] } }'), at: "allowlist.0" },
  "dead-command": { config: agent('tools: { exec: { allowlist: ["*"] } }'), at: "allowlist.0" },
  "elevated-people": { config: agent('tools: { elevated: { enabled: true, allowFrom: ["telegram:7"] } }') },
  "sandbox-off": { config: agent('sandbox: { mode: "off" }'), at: "agents.defaults.sandbox.mode" },
  "sandbox-network": { config: agent('sandbox: { network: "bridge" }'), at: "agents.defaults.sandbox.network" },
  "sandbox-bind": { config: agent('sandbox: { binds: ["/home/alice:/data:ro"] }'), at: "sandbox.binds.0" },
  "sandbox-workspace-rw": { config: agent('sandbox: { workspaceAccess: "rw" }'), severity: "info" },
  "sandbox-shared": { config: agent('sandbox: { scope: "shared" }'), at: "agents.defaults.sandbox.scope" },
  "sandbox-image-tag": { config: agent('sandbox: { image: "own:2" }'), severity: "info" },
  "sandbox-unavailable": {
    facts: { sandboxes: [{ agent: "main", trouble: "no engine answers" }] },
    severity: "critical",
  },
  "open-groups": { config: `{ owners: ["telegram:1"], channels: { telegram: { ${bot} } } }`, severity: "info" },
  "open-group-exec": { config: group("", runners), at: "channels.telegram.groups.-100" },
  "group-no-mention": { config: group("requireMention: false, maxMessagesPerHour: 9"), at: "requireMention" },
  "group-no-cap": { config: group(""), severity: "info" },
  "gateway-exposed": { config: '{ gateway: { host: "0.0.0.0" } }', at: "gateway.host" },
  "public-url-plain": { config: '{ gateway: { publicUrl: "http://bot.example.org" } }', at: "gateway.publicUrl" },
  "proxies-missing": { config: '{ gateway: { publicUrl: "https://bot.example.org" } }', at: "gateway.publicUrl" },
  "proxies-broad": { config: '{ gateway: { trustedProxies: ["10.0.0.0/8"] } }', at: "gateway.trustedProxies.0" },
  "origin-plain": { config: '{ gateway: { allowedOrigins: ["http://a.example.org"] } }', at: "allowedOrigins.0" },
  "secret-in-file": {
    config: '{ owners: ["telegram:1"], channels: { telegram: { botToken: "123456:abcdefghijkl" } } }',
    at: "channels.telegram.botToken",
  },
  "shared-secret": {
    config: `{ gateway: { publicUrl: "https://x.example" }, channels: { telegram: { accounts: {
      a: { ${bot}, webhook: { secret: "\${HOOK}" } }, b: { botToken: "\${OTHER}", webhook: { secret: "\${HOOK}" } } } } } }`,
    at: "channels.telegram.accounts.b.webhook.secret",
  },
  "no-message-limit": { config: "{ messages: { maxPerMinute: 0 } }", at: "messages.maxPerMinute" },
  "no-channels": { config: "{}", severity: "info" },
  "channel-unconfigured": { config: "{ channels: { telegram: {} } }", at: "channels.telegram" },
  "channel-off": { config: "{ channels: { telegram: { enabled: false } } }", severity: "info" },
  "channel-down": {
    config: telegram(""),
    facts: { channels: [{ channel: "telegram", account: "default", status: "down", detail: "401" }] },
  },
  "unknown-acknowledgement": { config: '{ acknowledge: ["open-dm-wrte"] }', at: "acknowledge.0" },
  "config-problem": {
    facts: { problems: [{ path: "a", line: 1, column: 1, length: 1, message: "is unknown" }] },
    severity: "critical",
  },
  "file-mode": { facts: { files: [{ path: "/s/moltbot.json5", mode: 0o644, wanted: 0o600 }] } },
  "store-down": { facts: { stores: [{ name: "redis", trouble: "refused" }] }, severity: "critical" },
  "audit-broken": { facts: { audit: { ok: false, detail: "at record 3" } }, severity: "critical" },
  "clock-behind": { facts: { clock: { now: 0, newest: 3_600_000 } } },
  "gateway-stopped": { facts: { gateway: { running: false } }, severity: "info" },
};

describe("[R9.2] every mistake is found once, with what to do about it", () => {
  test.each(findingIds.map((id) => [id, mistakes[id]] as const))("%s", (id, { config, facts, severity, at }) => {
    const found = diagnose(configOf(config ?? "{}"), facts).filter((one) => one.id === id);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: severity ?? "warning", title: expect.any(String) });
    expect(found[0]?.detail).toMatch(/^[^.].*[^.]$/);
    if (severity !== "info" && id !== "config-problem") expect(found[0]?.fix).toMatch(/\S/);
    if (at !== undefined) expect(found[0]?.path).toContain(at);
    if (at !== undefined) expect(found[0]?.line).toBeGreaterThan(0);
  });

  test("a config of defaults with an owner has nothing to warn about", () => {
    const config = configOf(telegram(""));
    const facts: Facts = {
      warnings: [],
      files: [{ path: "/s", mode: 0o700, wanted: 0o700 }],
      sandboxes: [{ agent: "main" }],
      stores: [{ name: "database" }],
      channels: [{ channel: "telegram", account: "default", status: "ok" }],
      gateway: { running: true },
      audit: { ok: true, detail: "" },
      clock: { now: 10, newest: 5 },
    };
    expect(new Set(diagnose(config, facts).map(({ severity }) => severity))).toEqual(new Set(["ok"]));
  });
});

describe("severity", () => {
  const severityOf = (id: FindingId, text: string) => diagnose(configOf(text)).find((one) => one.id === id)?.severity;

  test("[R1.3] an open channel is critical only for what its agent can do to strangers' wishes", () => {
    const critical = (text: string): readonly string[] =>
      diagnose(configOf(text)).flatMap(({ id, severity }) => (severity === "critical" ? [id] : []));
    expect(critical(open('agents: { defaults: { permissions: ["read"] } }'))).toEqual([]);
    expect(critical(open('agents: { defaults: { tools: { deny: ["group:fs", "exec"] } } }'))).toEqual([]);
    expect(critical(open(""))).toEqual(["open-dm-write"]);
    expect(critical(open(`${runners}, messages: { maxPerMinute: 0 }`))).toEqual(["open-dm-exec", "open-dm-unlimited"]);
    // The stricter policy of the agent holds, and an agent that nobody described can do nothing.
    expect(critical(open('agents: { list: { main: { dmPolicy: "pairing" } } }'))).toEqual(["open-dm-write"]);
    expect(critical(telegram('dmPolicy: "open"', 'agents: { list: { main: { dmPolicy: "pairing" } } }'))).toEqual([]);
    expect(critical(telegram('dmPolicy: "open"', 'agents: { bindings: { "telegram:*": "talker" } }'))).toEqual([]);
  });

  test("[R7.1] unasked commands are worse where everybody has the host", () => {
    const full = (more: string): string => agent(`tools: { exec: { security: "full" } }, ${more}`);
    expect(severityOf("exec-full", full(""))).toBe("warning");
    expect(severityOf("exec-full", full('sandbox: { mode: "all" }'))).toBe("info");
    expect(severityOf("exec-full", full('sandbox: { mode: "off" }'))).toBe("warning");
    expect(severityOf("exec-full", full('sandbox: { mode: "off" }, permissions: ["exec"]'))).toBe("critical");
  });

  test("[R7.2] interpreters in the allowlist matter less where all of it is sandboxed", () => {
    const listed = (mode: string) => agent(`sandbox: { mode: "${mode}" }, tools: { exec: { allowlist: ["npm *"] } }`);
    expect(severityOf("risky-command", listed("non-main"))).toBe("warning");
    expect(severityOf("risky-command", listed("all"))).toBe("info");
  });

  test("[R5.2] commands for a whole group are critical without a question or without a sandbox", () => {
    const rest = (more: string): string => `agents: { defaults: { permissions: ["exec"], ${more} } }`;
    expect(severityOf("open-group-exec", group("", rest('tools: { exec: { security: "full" } }')))).toBe("critical");
    expect(severityOf("open-group-exec", group("", rest('sandbox: { mode: "off" }')))).toBe("critical");
    expect(severityOf("open-group-exec", group('allowFrom: ["1"]', rest("")))).toBeUndefined();
    expect(severityOf("open-group-exec", group('tools: { deny: ["exec"] }', rest("")))).toBeUndefined();
  });

  test("others who may change a file are worse than others who may read it", () => {
    const mode = (bits: number) => diagnose(configOf("{}"), { files: [{ path: "/a b", mode: bits, wanted: 0o600 }] });
    expect(mode(0o620).find(({ id }) => id === "file-mode")).toMatchObject({
      severity: "critical",
      fix: "chmod 0600 '/a b'",
    });
  });
});
