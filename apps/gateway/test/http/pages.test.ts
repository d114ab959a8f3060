import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { configOf } from "../support/config.ts";
import { createTestApp, noon } from "./support/app.ts";
import { ask, person } from "./support/people.ts";
import { startServer } from "./support/server.ts";

describe("The approvals page", () => {
  test("says what to do while nobody waits", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const { text } = await browser.get("/approvals");
    expect(text).toContain("Nobody is waiting.");
    expect(text).toContain("/pair");
  });

  test("shows who asks, what they wrote, their code, their claim, the votes and the time left", async () => {
    const server = await startServer();
    server.rules.requiredApprovals = 2;
    const approval = await ask(
      server,
      person("7"),
      { displayName: "Mina", username: "minao", phone: "+84987654321" },
      { firstMessage: "let me in", claim: "@minao" },
    );
    const browser = await server.signIn();
    await browser.post(`/approvals/${approval.id}`, { decision: "approve" });
    await server.clock.advance(60_000);
    const { text } = await browser.get("/approvals");
    for (const part of [
      "Mina",
      "@minao",
      "telegram",
      "+84987654321",
      "let me in",
      String(approval.payload["code"]),
      approval.id,
      "Says to be @minao",
      "1 of 2, by operator",
      "in 59 min",
      ">1 min ago</time>",
      'title="2026-06-01 13:00:00 UTC"',
    ]) {
      expect(text).toContain(part);
    }
  });

  test("answers by forms, tells what came of it, and tells a late click who was first", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const approval = await ask(server, person("7"), { displayName: "Mina" });
    const path = `/approvals/${approval.id}`;
    const done = await browser.post(path, { decision: "approve" });
    expect(done).toMatchObject({ status: 303, headers: { location: `/approvals?note=approved&about=${approval.id}` } });
    expect((await browser.get(done.headers.location ?? "")).text).toContain("Approved. Mina has been told");
    await server.clock.advance(180_000);
    const late = await browser.post(path, { decision: "deny" });
    const note = (await browser.get(late.headers.location ?? "")).text;
    expect(note).toMatch(
      /Nothing changed: the request of Mina was approved already by operator <time [^>]+>3 min ago<\/time>/,
    );
    expect((await server.app.stores.approvals.get(approval.id))?.status).toBe("approved");
  });

  test("asks before it blocks", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const approval = await ask(server, person("7"), { displayName: "Mina" });
    const question = await browser.get(`/approvals/${approval.id}/block`);
    expect(question.text).toContain("Block Mina?");
    expect((await server.app.stores.approvals.get(approval.id))?.status).toBe("pending");
    const done = await browser.post(`/approvals/${approval.id}`, { decision: "block" });
    expect((await browser.get(done.headers.location ?? "")).text).toContain("Blocked. Mina hears nothing any more.");
    expect((await server.app.stores.pairing.standing(person("7"))).block).toBeDefined();
  });

  test("lists recent decisions with who decided and why", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const { id } = await ask(server, person("7"));
    await server.app.pairing.deny(id, { kind: "operator", via: "cli" });
    await server.clock.advance(1000);
    await server.app.pairing.block(person("7"), { kind: "operator", via: "cli" });
    const { text } = await browser.get("/approvals");
    const lines = [
      ...text.matchAll(/<span class="verb">(\w+)<\/span> <span>([^<]+)<\/span>\s*<span class="muted">([^<]+)</g),
    ];
    expect(lines.map((line) => line.slice(1).join(" "))).toEqual([
      "blocked telegram:7 by operator (cli)",
      "denied telegram:7 by operator (cli): denied",
    ]);
  });

  test("says no more of an approval than who gave it", async () => {
    const server = await startServer();
    const { id } = await ask(server, person("7"));
    await server.app.pairing.approve(id, { kind: "operator", via: "cli" });
    const { text } = await (await server.signIn()).get("/approvals");
    expect(text).toMatch(/approved<\/span> <span>telegram:7<\/span>\s*<span class="muted">by operator \(cli\)</);
    expect(text).not.toContain("quorum");
  });

  test("puts nothing into a page that an address made up", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    for (const query of ["note=%3Cb%3Ehi&about=x", "note=constructor&about=__proto__", "note=approved"]) {
      const { status, text } = await browser.get(`/approvals?${query}`);
      expect(status).toBe(200);
      expect(text).toContain('<div id="note" data-live></div>');
    }
  });

  test("keeps hostile names, handles and messages inert", async () => {
    const test = createTestApp();
    const server = await startServer({ test });
    const browser = await server.signIn();
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.constantFrom(
        "</script><img src=x onerror=alert(1)>",
        '"><svg onload=x>',
        "'-alert(1)-'",
        "\u202Eexe.gnp",
        "{{7*7}}",
        "<!--",
      ),
    );
    let id = 0;
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (displayName, username, firstMessage) => {
        const who = person(`u${id++}`);
        const approval = await ask(server, who, { displayName, username }, { firstMessage, claim: username });
        const plain = shape((await browser.get("/approvals")).text);
        await server.app.pairing.deny(approval.id, { kind: "operator", via: "cli" });
        const people = shape((await browser.get("/users")).text);
        const calm = ["<article", "<script", "</script"].map((tag) => plain.filter((each) => each === tag).length);
        expect(calm).toEqual([1, 1, 1]);
        expect(plain.concat(people).filter((tag) => /^<\/?(img|svg|!--)$/.test(tag))).toEqual([]);
        await test.clock.advance(3_600_000);
        test.clock.set(noon);
      }),
      { numRuns: 40 },
    );
  });
});

/** The names of all tags of a page, in order; fails on characters that no reader sees. */
function shape(html: string): string[] {
  expect(html).not.toMatch(/[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
  return [...html.matchAll(/<(?:\/?[a-z][a-z0-9]*|!--)/gi)].map((match) => match[0]);
}

describe("The people page", () => {
  test("shows who is paired, waiting and blocked, and acts on them after asking", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    await server.app.pairing.admit(person("1"), { kind: "operator", via: "cli" });
    await ask(server, person("2"), { displayName: "Bo" });
    await server.app.pairing.block(person("3"), { kind: "operator", via: "cli" });
    const all = (await browser.get("/users")).text;
    for (const part of ["telegram:1", "agent main: read, write", "Bo", "telegram:3"]) expect(all).toContain(part);
    // What the config says now, not what it said when they were paired.
    server.config.exec = configOf(
      '{ channels: { telegram: {} }, agents: { list: [{ id: "main", permissions: ["read", "exec"] }] } }',
    );
    expect((await browser.get("/users")).text).toContain("agent main: read, exec");
    expect((await browser.get("/users?state=blocked")).text).not.toContain("telegram:1<");
    const path = `/users/${encodeURIComponent("telegram/default:1")}`;
    expect((await browser.get(`${path}/unpair`)).text).toContain("Unpair 1?");
    const reply = await browser.post(path, { verb: "unpair" });
    expect(reply.headers.location).toBe("/users?note=done");
    expect((await server.app.stores.pairing.standing(person("1"))).grant).toBeUndefined();
    await browser.post(`/users/${encodeURIComponent("telegram/default:3")}`, { verb: "unblock" });
    expect((await server.app.stores.pairing.standing(person("3"))).block).toBeUndefined();
  });

  test("finds somebody by id, name or pairing id, and everybody whom that could mean", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const asked = await ask(server, person("2"), { displayName: "Bo", username: "bobo" });
    await server.app.pairing.admit(person("3"), { kind: "operator", via: "cli" });
    await server.app.pairing.admit(person("3", "discord"), { kind: "operator", via: "cli" });
    const found = async (find: string): Promise<readonly string[]> => {
      const { text } = await browser.get(`/users?find=${encodeURIComponent(find)}`);
      return [...text.matchAll(/<span class="mono">([a-z]+:\d+)</g)].map(([, name = ""]) => name).sort();
    };
    for (const text of ["2", " @BOBO ", "telegram:2", "telegram/default:2", asked.id]) {
      expect(await found(text), text).toEqual(["telegram:2"]);
    }
    expect(await found("3")).toEqual(["discord:3", "telegram:3"]);
    expect(await found("<b>")).toEqual([]);
    const { text } = await browser.get("/users?find=%3Cb%3E");
    expect(text).toContain("Nobody is known as &lt;b&gt;.");
    expect(text).toContain('value="&lt;b&gt;"');
  });

  test("answers a name that nobody has", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    for (const who of ["nobody", "telegram%2Fdefault%3A404", "__proto__"]) {
      expect((await browser.get(`/users/${who}/block`)).headers.location).toBe("/users?note=missing");
    }
    expect((await browser.post("/users/nobody", { verb: "block" })).headers.location).toBe("/users?note=missing");
    expect((await browser.post("/users/telegram%2Fdefault%3A1", { verb: "toString" })).headers.location).toBe(
      "/users?note=missing",
    );
  });
});

test("[R9.3] the page of channels says how to connect one, and only while there is none", async () => {
  const server = await startServer();
  const browser = await server.signIn();
  expect((await browser.get("/channels")).text).toContain("moltbot onboard telegram");
  const telegram = { channel: "telegram", account: "default", health: { status: "ok" } } as const;
  vi.spyOn(server.app, "channels").mockResolvedValue([telegram]);
  expect((await browser.get("/channels")).text).not.toContain("moltbot onboard");
});
