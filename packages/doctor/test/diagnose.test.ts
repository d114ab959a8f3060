import { type Config, defaultConfig, parseConfig } from "@moltbot/config";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diagnose, unacknowledged, worstOf } from "../src/index.ts";
import { configOf, read } from "./support/config.ts";

const open = (acknowledge: string): string =>
  `{ channels: { telegram: { dmPolicy: "open" } }, acknowledge: ${acknowledge} }`;

describe("[R1.3] acknowledgements", () => {
  test("a critical finding of the config counts until its id is acknowledged", () => {
    expect(unacknowledged(configOf(open("[]"))).map(({ id }) => id)).toEqual(["open-dm-write"]);
    const accepted = configOf(open('["open-dm-write"]'));
    expect(unacknowledged(accepted)).toEqual([]);
    expect(diagnose(accepted)).toContainEqual(
      expect.objectContaining({ id: "open-dm-write", severity: "critical", acknowledged: true }),
    );
    expect(worstOf(diagnose(accepted))).toBe("warning");
    expect(worstOf(diagnose(configOf(open("[]"))))).toBe("critical");
  });

  test("nothing about the running system keeps a gateway from starting", () => {
    expect(unacknowledged(defaultConfig())).toEqual([]);
  });
});

describe("diagnose", () => {
  test("names the place in the spelling of the file", () => {
    const config = configOf(`{
      channels: {
        telegram: { groups: {} },
      },
      exec: {
        allowlist: ["npm *"],
      },
    }`);
    expect(diagnose(config).find(({ id }) => id === "risky-command")).toMatchObject({
      file: "moltbot.json5",
      line: 6,
      path: "exec.allowlist.0",
    });
  });

  test("what holds for several accounts or agents at one place is one finding", () => {
    const list = "{ a: {}, b: {}, c: {}, d: {} }";
    const config = configOf(`{ agents: { defaults: { sandbox: { mode: "off" } }, list: ${list} } }`);
    const [one, ...others] = diagnose(config).filter(({ id }) => id === "sandbox-off");
    expect(others).toEqual([]);
    expect(one?.detail).toMatch(/"a".*"b".*"c".*; and 2 more$/);
  });

  test("[R2.5] passes on what reading the config warned about, and says nothing twice", () => {
    const { config, warnings } = read(
      '{ channels: { telegram: { allowFrom: [" "] } }, pairing: { renewalRequired: true }, exec: { allowlist: [] } }',
    );
    const ids = diagnose(config, { warnings }).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["renewal-without-ttl", "alias", "dead-entry"]));
    expect(ids).not.toContain("blank-entry");
  });

  test("without a config only the system is looked at", () => {
    const facts = { problems: [{ path: "a", line: 4, column: 1, length: 1, message: "is unknown" }], files: [] };
    expect(diagnose(undefined, facts).map(({ id, severity }) => [id, severity])).toEqual([
      ["config-problem", "critical"],
      ["files", "ok"],
    ]);
  });

  test("the worst comes first", () => {
    const ranks = ["critical", "warning", "info", "ok"];
    const found = diagnose(configOf(open("[]"))).map(({ severity }) => ranks.indexOf(severity));
    expect(found).toEqual(found.toSorted());
  });
});

const some = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined });
const word = fc.constantFrom(
  "*",
  " ",
  "1",
  "telegram:1",
  "telegram:*",
  "@bob",
  "discord:@a",
  "exec",
  "npm *",
  "group:fs",
);
const words = some(fc.array(word, { maxLength: 4 }));
const policy = some(fc.constantFrom("pairing", "allowlist", "open", "disabled"));
const tools = fc.record({
  allow: words,
  deny: words,
  exec: some(fc.record({ allowlist: words, security: some(fc.constantFrom("deny", "allowlist", "full")) })),
});
const agent = fc.record({
  dmPolicy: policy,
  permissions: some(fc.subarray(["read", "write", "exec", "browse", "admin"])),
  sandbox: some(
    fc.record({
      mode: some(fc.constantFrom("off", "all", "non-main")),
      scope: some(fc.constantFrom("session", "agent", "shared")),
      network: some(fc.constantFrom("none", "bridge")),
      binds: some(fc.array(fc.constantFrom("/srv/a:/a:ro", "/home/x:/b", "/srv/c:/c:rw"))),
    }),
  ),
  tools: some(tools),
});
const names = fc.constantFrom("telegram", "discord", "whatsapp", "web", "*");
const account = fc.record({
  enabled: some(fc.boolean()),
  dmPolicy: policy,
  allowFrom: words,
  dangerouslyAllowNameMatching: some(fc.boolean()),
  groups: some(
    fc.dictionary(
      fc.constantFrom("*", "-100", 'a "b".c', "__proto__", "constructor"),
      fc.record({
        requireMention: some(fc.boolean()),
        allowFrom: words,
        tools: some(fc.record({ allow: words, deny: words })),
      }),
    ),
  ),
});
const configs = fc.record({
  owners: some(fc.subarray(["telegram:1", "discord:2"])),
  channels: some(fc.dictionary(names, account)),
  pairing: some(fc.record({ approvers: some(fc.subarray(["telegram:1", "telegram:@b"])) })),
  agents: some(
    fc.record({
      list: some(fc.dictionary(fc.constantFrom("main", "a", "x.y", "constructor"), agent)),
      bindings: some(fc.dictionary(fc.constantFrom("*", "telegram:*", "telegram:1"), fc.constantFrom("main", "a"))),
    }),
  ),
  messages: some(fc.record({ maxPerMinute: some(fc.nat(9)) })),
  gateway: some(
    fc.record({
      host: some(fc.constantFrom("0.0.0.0", "::1", "localhost")),
      trustedProxies: some(fc.constant(["10.0.0.0/8"])),
    }),
  ),
  acknowledge: some(fc.array(fc.constantFrom("open-dm-write", "nonsense"))),
});

test("[R0.3] no config that can be read makes it throw, and each finding has its place and its words", () => {
  let read = 0;
  fc.assert(
    fc.property(configs, (written) => {
      const parsed = parseConfig(JSON.stringify(written), { file: "f" });
      if (!parsed.ok) return;
      read++;
      const config: Config = parsed.config;
      const found = diagnose(config, { warnings: parsed.warnings });
      const keys = found.map(({ id, path, detail, line }) => JSON.stringify([id, path, detail, line]));
      expect(new Set(keys).size).toBe(keys.length);
      for (const { severity, title, detail, line } of found) {
        expect(title).not.toBe("");
        if (severity !== "ok") expect(detail).not.toBe("");
        if (line !== undefined) expect(line).toBeGreaterThan(0);
      }
      expect(diagnose(config, { warnings: parsed.warnings })).toEqual(found);
      for (const { id } of unacknowledged(config)) expect(config.acknowledge ?? []).not.toContain(id);
    }),
    { numRuns: 300 },
  );
  expect(read).toBeGreaterThan(20);
});
