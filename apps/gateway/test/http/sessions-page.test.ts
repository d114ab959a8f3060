import { describe, expect, test } from "vitest";
import { execConfig, question } from "../exec-approvals/support.ts";
import { person } from "./support/people.ts";
import { startServer } from "./support/server.ts";
import { talked } from "./support/talk.ts";

const by = { kind: "operator", via: "cli" } as const;
const mina = `/sessions/${encodeURIComponent("telegram/default:7")}`;

describe("[R9.3] The sessions' pages", () => {
  test("say what to do while nobody talks", async () => {
    const { text } = await (await (await startServer()).signIn()).get("/sessions");
    expect(text).toContain("Nobody talks to the bot yet.");
    expect(text).toContain('<a href="/approvals">See who waits</a>');
  });

  test("list every conversation, the last spoken in first, page by page", async () => {
    const server = await startServer();
    for (let n = 0; n < 60; n++) await talked(server, `telegram:${n}`, ["hi"]);
    const browser = await server.signIn();
    const keys: string[] = [];
    for (let path: string | undefined = "/sessions"; path !== undefined; ) {
      const { text } = await browser.get(path);
      keys.push(...[...text.matchAll(/class="mono">(telegram:\d+)</g)].map(([, key = ""]) => key));
      path = /href="(\/sessions\?cursor=\d+)">Older/.exec(text)?.[1];
    }
    expect(keys).toEqual(Array.from({ length: 60 }, (_, n) => `telegram:${59 - n}`));
  });

  test("show one with what holds in it, and lead to what waits there", async () => {
    const server = await startServer();
    server.config.exec = execConfig({ approvalMode: "per-session" });
    await server.app.pairing.admit(person("7"), by);
    await talked(server, "telegram:7", ["hello", "Hello!"]);
    const asked = await server.app.exec.ask(question("make", { session: "telegram:7" }));
    const { text } = await (await server.signIn()).get(mina);
    for (const part of ["telegram:7", "2 lines", "read, write", "in a sandbox", "session_status"]) {
      expect(text).toContain(part);
    }
    expect(text).toContain(`href="/approvals#${asked.approval.id}"`);
    expect(text).toContain(`/policy?who=${encodeURIComponent("telegram/default:7")}`);
  });

  test("show what was said as inert text, and write down that somebody read it", async () => {
    const server = await startServer();
    const lines = Array.from({ length: 60 }, (_, n) => `<b>line ${n}</b>\u202e`);
    await talked(server, "telegram:7", lines);
    const browser = await server.signIn();
    const last = await browser.get(`${mina}/history`);
    expect(last.text).toContain("&lt;b&gt;line 59&lt;/b&gt;");
    expect(last.text).not.toMatch(/<b>line|\u202e/);
    expect(last.text).not.toContain("line 9&lt;");
    const before = /href="([^"]+cursor=\d+)">Before that/.exec(last.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect((await browser.get(before)).text).toContain("line 9&lt;");
    const { records } = await server.app.stores.audit.query({ event: "session.read" });
    expect(records.map(({ actor }) => actor)).toEqual(["operator (dashboard)", "operator (dashboard)"]);
  });

  test("begin one anew after a question; what was said is kept apart", async () => {
    const server = await startServer();
    await talked(server, "telegram:7", ["secret plan", "noted"]);
    const browser = await server.signIn();
    const asked = await browser.get(`${mina}/reset`);
    expect(asked.text).toContain("The agent forgets what was said (2 lines)");
    expect((await browser.get(`${mina}/history`)).text).toContain("secret plan");
    expect((await browser.post(mina, {})).headers.location).toBe("/sessions?note=done");
    expect((await browser.get("/sessions?note=done")).text).toContain("Begun anew.");
    expect((await browser.get(`${mina}/history`)).text).not.toContain("secret plan");
    const kept = await browser.get(`${mina}/history?archived=true`);
    expect(kept.text).toContain("secret plan");
    expect(kept.text).toContain("put away");
    expect((await browser.post(mina, {})).headers.location).toBe("/sessions?note=unchanged");
  });

  test("know groups by their key, and nobody by a name that is none", async () => {
    const server = await startServer();
    await talked(server, "#telegram:-100200300", ["hi all"]);
    const browser = await server.signIn();
    const group = `/sessions/${encodeURIComponent("#telegram:-100200300")}`;
    expect((await browser.get("/sessions")).text).toContain(`href="${group}"`);
    expect((await browser.get(group)).text).toContain("Group -100200300");
    for (const name of ["#nowhere", "#telegram:-1", "@nobody", "#telegram:%zz", "<script>"].map(encodeURIComponent)) {
      for (const path of [`/sessions/${name}`, `/sessions/${name}/history`, `/sessions/${name}/reset`]) {
        const reply = await browser.get(path);
        expect(reply).toMatchObject({ status: 303, headers: { location: "/sessions?note=missing" } });
      }
      expect((await browser.post(`/sessions/${name}`, {})).headers.location).toBe("/sessions?note=missing");
    }
    expect((await browser.get("/sessions?note=missing")).text).toContain("There is no such session.");
  });
});
