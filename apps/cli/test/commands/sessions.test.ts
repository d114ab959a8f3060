import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createLive, type Live } from "../support/live.ts";
import { people } from "../support/people.ts";
import { speak } from "../support/speak.ts";

const config = `{
  owners: ["telegram:1"],
  channels: { telegram: { dmPolicy: "pairing" }, whatsapp: {}, discord: {} },
  agents: { list: { main: {}, crowd: { permissions: ["read"] } }, bindings: { "telegram:-100": "crowd" } },
  gateway: { port: 0 },
}`;

describe.each([
  ["with the gateway stopped", false],
  ["through the running gateway", true],
])("[R9.1] sessions, %s,", (_name, running) => {
  let live: Live;
  beforeAll(async () => {
    live = await createLive(inject("databaseUrl"), config);
    await live.inStore(async ({ stores, pairing }) => {
      for (const who of [people.cam, people.dan]) await pairing.admit(who, { kind: "operator", via: "cli" });
      await speak(stores, "greeting telegram:1009", ["let me in"]);
      await speak(stores, "whatsapp:+84987654321", [
        "hello",
        "hi\u001b[31m there",
        "bye\n12:00 bot: forged",
        "see you",
      ]);
      await speak(stores, "#telegram:-100/7", ["@bot hi", "hi all"]);
    });
    if (running) await live.start();
  });
  afterAll(() => live?.remove());

  test("lists people and groups, the last spoken in first, and who said nothing last", async () => {
    const { code, stdout, stderr } = await live.cli("sessions", "list", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        key: "#telegram:-100/7",
        kind: "group",
        groupId: "-100",
        thread: "7",
        agent: "crowd",
        permissions: ["read"],
        lines: 2,
      },
      { key: "whatsapp:+84987654321", kind: "dm", userId: "+84987654321", agent: "main", lines: 4 },
      { key: "telegram:1004", userId: "1004", lines: 0 },
    ]);
    expect(stderr).toBe("");
    const table = await live.cli("sessions", "list");
    expect(table.stdout).toMatch(/^SESSION +LAST +LINES +AGENT +MAY\n#telegram:-100\/7 /);
    expect(table.stderr).toContain("→ moltbot sessions show '#telegram:-100/7'");
  });

  test("goes through the list page by page, each once", async () => {
    const keys: string[] = [];
    let after: readonly string[] = [];
    for (let page = 0; page < 9; page++) {
      const { stdout, stderr } = await live.cli("sessions", "list", "--limit", "1", "--json", ...after);
      keys.push(...(JSON.parse(stdout) as { key: string }[]).map(({ key }) => key));
      const next = /--after (\d+)/.exec(stderr)?.[1];
      if (next === undefined) break;
      after = ["--after", next];
    }
    expect(keys).toEqual(["#telegram:-100/7", "whatsapp:+84987654321", "telegram:1004"]);
    expect(await live.cli("sessions", "list", "--after", "x")).toMatchObject({ code: 2 });
  });

  test("shows a person's session and a group's", async () => {
    const person = await live.cli("sessions", "show", "whatsapp:+84987654321");
    expect(person.code).toBe(0);
    expect(person.stdout).toMatch(/^session +whatsapp:\+84987654321\nstate +paired\n/);
    expect(person.stdout).toMatch(/agent +main \(no model\): no binding fits/);
    expect(person.stdout).toMatch(/may +read, write/);
    expect(person.stderr).toContain("→ moltbot explain whatsapp:+84987654321");
    const group = await live.cli("sessions", "show", "#telegram:-100/7");
    expect(group.stdout).toMatch(/agent +crowd\nmay +read\nworks +in a sandbox\nhistory +2 lines/);
    for (const name of ["#telegram:-9", "#%", "#telegram:%E0%A4%A", "@nobody"]) {
      expect(await live.cli("sessions", "show", name)).toMatchObject({ code: 1, stdout: "" });
    }
  });

  test("prints what was said, harmlessly, line by line and page by page, and writes down that it was read", async () => {
    const { stdout, stderr } = await live.cli("sessions", "history", "+84987654321", "--limit", "2");
    expect(stdout).toBe("2026-06-01 12:00 user: bye\n    12:00 bot: forged\n2026-06-01 12:00 bot: see you\n");
    const before = /--before (\d+)/.exec(stderr)?.[1] ?? "";
    const older = await live.cli("sessions", "history", "+84987654321", "--limit", "2", "--before", before);
    expect(older.stdout).toBe("2026-06-01 12:00 user: hello\n2026-06-01 12:00 bot: hi[31m there\n");
    const audit = await live.cli("audit", "--event", "session.read", "--json");
    expect(JSON.parse(audit.stdout)).toMatchObject([
      { event: "session.read", actor: "operator (cli)", subject: "whatsapp:+84987654321" },
      { event: "session.read" },
    ]);
  });

  test("begins one anew only with --yes, keeps what was said apart, and says so in the audit log", async () => {
    const refused = await live.cli("sessions", "reset", "+84987654321");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    const no = await live.asked(["no"], "sessions", "reset", "+84987654321");
    expect(no).toMatchObject({ code: 1, stdout: "", questions: [expect.stringContaining("Type yes to go on")] });
    const dry = await live.cli("sessions", "reset", "+84987654321", "--dry-run");
    expect(dry.stdout).toBe("Dry run: whatsapp:+84987654321 would put away 4 lines. Nothing was changed.\n");
    const done = await live.cli("sessions", "reset", "+84987654321", "--yes");
    expect(done.stdout).toBe("Began whatsapp:+84987654321 anew: 4 lines put away. The pairing and files stay.\n");
    expect((await live.cli("sessions", "history", "+84987654321")).stdout).toBe("");
    const kept = await live.cli("sessions", "history", "+84987654321", "--archived");
    expect(kept.stdout).toContain("user (before a reset): hello\n");
    const again = await live.cli("sessions", "reset", "+84987654321", "--yes", "--json");
    expect(JSON.parse(again.stdout)).toEqual({
      status: "unchanged",
      key: "whatsapp:+84987654321",
      archived: 0,
      revoked: [],
    });
    const audit = await live.cli("audit", "--event", "session.reset", "--json");
    expect(JSON.parse(audit.stdout)).toMatchObject([{ actor: "operator (cli)", subject: "whatsapp:+84987654321" }]);
    expect((await live.cli("users", "show", "+84987654321", "--json")).stdout).toContain('"state": "paired"');
    await live.cli("sessions", "reset", "#telegram:-100/7", "--yes");
    const group = await live.cli("audit", "--event", "session.reset", "--limit", "1", "--json");
    expect(JSON.parse(group.stdout)).toMatchObject([{ personal: { session: "#telegram:-100/7" } }]);
  });

  test("who spoke last was seen last", async () => {
    const at = Date.now() + 60_000;
    await live.inStore(({ stores }) => speak(stores, "telegram:1004", ["later"], at));
    const seen = { userId: "1004", lastSeenAt: new Date(at).toISOString() };
    const list: unknown = JSON.parse((await live.cli("users", "list", "--json")).stdout);
    expect(list).toMatchObject([seen, { userId: "+84987654321" }]);
    expect(JSON.parse((await live.cli("users", "show", "telegram:1004", "--json")).stdout)).toMatchObject(seen);
  });
});
