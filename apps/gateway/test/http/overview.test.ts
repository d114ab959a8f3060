import { describe, expect, test } from "vitest";
import type { App } from "../../src/app.ts";
import { execConfig, question } from "../exec-approvals/support.ts";
import { createTestApp, noon, type TestApp } from "./support/app.ts";
import { ask, person } from "./support/people.ts";
import { startServer } from "./support/server.ts";

const hour = 3_600_000;

/** A message that was let in, or refused, so long before noon. */
function happened({ app }: TestApp, agoMs: number, outcome: "allowed" | "denied"): Promise<void> {
  const event = outcome === "allowed" ? "access.admitted" : "access.ignored";
  const actor = { kind: "person", principal: person("7") } as const;
  return app.stores.audit.append([{ event, at: noon - agoMs, outcome, actor }]);
}

describe("[R9.3] The overview", () => {
  test("is where a browser starts, and says what to do while nothing needs anybody", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const { status, text } = await browser.get("/");
    expect(status).toBe(200);
    expect(text).toContain("Nothing needs you");
    expect(text).toContain('<a href="/chat">Try it in the web chat</a>');
    expect(text).toContain("0 let in");
  });

  test("counts what waits, and leads to it", async () => {
    const server = await startServer();
    await ask(server, person("7"));
    await ask(server, person("8"));
    server.config.exec = execConfig({ approvalMode: "once" });
    await server.app.exec.ask(question("make"));
    const { text } = await (await server.signIn()).get("/");
    expect(text).toContain("2 people wait to be let in");
    expect(text).toContain("One command waits for a yes");
    expect(text).toMatch(/<a class="push" href="\/approvals">Answer/);
    expect(text).toContain("<title>(2) Overview");
  });

  test("says how stores, channels, sandboxes, the log and the settings are doing", async () => {
    const test = createTestApp();
    const server = await startServer({
      test: {
        ...test,
        app: {
          ...test.app,
          channels: async () => [
            { channel: "telegram", account: "default", health: { status: "down", detail: "the <token> is wrong" } },
            {
              channel: "whatsapp",
              account: "shop",
              health: { status: "degraded" },
              login: { status: "unlinked", because: "nobody linked it" },
            },
          ],
        },
      },
    });
    const browser = await server.signIn();
    expect((await browser.get("/")).text).toMatch(/badge ">not checked<\/span> <span><a href="\/audit">Audit log/);
    await browser.post("/audit/verify", {});
    const { text } = await browser.get("/");
    expect(text).toMatch(/badge bad">down<\/span> <span><a href="\/channels">Channel telegram\/default/);
    expect(text).toContain("the &lt;token&gt; is wrong");
    expect(text).toContain("One account has to be linked");
    expect(text).toContain("One account is down");
    expect(text).toMatch(/badge good">whole<\/span> <span><a href="\/audit">Audit log/);
    expect(text).toMatch(/Settings<\/a><\/span>\s*<span class="muted">\d+ critical, \d+ warnings, \d+ fine/);
    expect(text).toContain("Sandbox of main");
    test.trouble.push("database: it does not answer");
    expect((await (await server.signIn()).get("/")).text).toMatch(/badge bad">down<\/span> <span>Store \(memory\)/);
  });

  test("says when the config on the disk is refused, or waits for a restart", async () => {
    const test = createTestApp();
    const state = { version: "v1", since: noon, restart: [] };
    const look = async (configState: App["configState"]): Promise<string> => {
      const server = await startServer({ test: { ...test, app: { ...test.app, configState } } });
      return (await (await server.signIn()).get("/")).text;
    };
    const refused = { at: noon, kind: "unusable", because: "<b> is no key", parts: [] } as const;
    const broken = await look(() => ({ ...state, refused }));
    expect(broken).toContain("One config file is refused");
    expect(broken).toContain("the last good one stays in force: &lt;b&gt; is no key");
    expect(await look(() => ({ ...state, restart: ["gateway.port"] }))).toContain("waits for a restart: gateway.port");
  });

  test("draws what was let in and refused, with the numbers in words", async () => {
    const server = await startServer();
    for (const ago of [1, hour, hour + 1, 30 * hour]) await happened(server, ago, "allowed");
    await happened(server, 2 * hour, "denied");
    const browser = await server.signIn();
    const { text } = await browser.get("/");
    expect(text).toContain('aria-label="Messages let in, and everything refused: 3 let in, 1 refused"');
    expect(text.match(/<rect class="good"/g)).toHaveLength(3);
    expect(text.match(/<rect class="bad"/g)).toHaveLength(1);
    expect(text).toContain("2026-06-01 10:00:00 UTC: 0 let in, 1 refused");
    expect(text).not.toMatch(/ style=/);
    expect((await browser.get("/?span=week")).text).toContain("4 let in, 1 refused");
    expect((await browser.get("/?span=<b>")).text).toContain("3 let in, 1 refused");
  });

  test("does not wait for a doctor who takes long, and shows what is known", async () => {
    const test = createTestApp();
    const slow = { latest: () => undefined, examine: () => new Promise<never>(() => {}) };
    const server = await startServer({ test: { ...test, app: { ...test.app, doctor: slow } } });
    const browser = await server.signIn();
    const page = browser.get("/");
    await expect.poll(() => test.clock.advance(1000).then(() => Promise.race([page, undefined]))).toBeDefined();
    expect((await page).text).toContain("Sandboxes and settings are being looked at.");
  });
});
