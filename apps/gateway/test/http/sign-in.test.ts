import { describe, expect, test } from "vitest";
import { createTestApp } from "./support/app.ts";
import { cookieOf, formType, type Reply, startServer, type TestServer } from "./support/server.ts";

async function tokenOf(server: TestServer): Promise<string> {
  return new URL(await server.http.signInLink()).searchParams.get("token") ?? "";
}

function use(server: TestServer, token: string, headers: Record<string, string> = {}): Promise<Reply> {
  const body = new URLSearchParams({ token }).toString();
  return server.send("/sign-in", { method: "POST", headers: { ...formType, ...headers }, body });
}

describe("A sign-in link", () => {
  test("signs in one browser, by a button and not by being opened", async () => {
    const server = await startServer();
    const token = await tokenOf(server);
    for (let i = 0; i < 3; i++) {
      const page = await server.send(`/sign-in?token=${token}`);
      expect(page).toMatchObject({ status: 200, headers: { "referrer-policy": "no-referrer" } });
      expect(page.text).toContain('<form method="post" action="/sign-in">');
      expect(page.headers["set-cookie"]).toBeUndefined();
    }
    const reply = await use(server, token);
    expect(reply).toMatchObject({ status: 303, headers: { location: "/" } });
    const cookie = reply.headers["set-cookie"]?.[0] ?? "";
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$|; HttpOnly;.*SameSite=Strict/);
    expect(cookie).toContain("Path=/");
    expect(cookie).not.toContain("Secure");
    expect((await server.send("/approvals", { headers: { cookie: cookieOf(reply) } })).status).toBe(200);
    const again = await use(server, token);
    expect(again.status).toBe(403);
    expect(again.text).toContain("used already");
  });

  test("works for exactly one of twenty callers on two replicas", async () => {
    const test = createTestApp();
    const [one, two] = [await startServer({ test }), await startServer({ test })];
    const token = await tokenOf(one);
    const replies = await Promise.all(Array.from({ length: 20 }, (_, i) => use(i % 2 ? one : two, token)));
    expect(replies.filter((reply) => reply.status === 303)).toHaveLength(1);
  });

  test("works for ten minutes", async () => {
    const server = await startServer();
    const token = await tokenOf(server);
    await server.clock.advance(10 * 60_000 - 1);
    expect((await server.send(`/sign-in?token=${token}`)).status).toBe(200);
    await server.clock.advance(1);
    expect((await server.send(`/sign-in?token=${token}`)).status).toBe(410);
    expect((await use(server, token)).status).toBe(410);
  });

  test("is accepted unchanged only", async () => {
    const server = await startServer();
    const token = await tokenOf(server);
    const [id = "", until = "", mac = ""] = token.split(".");
    const later = (Number.parseInt(until, 36) + 1).toString(36);
    const forged = [
      "",
      ".",
      "..",
      `${id}.${until}`,
      `${id}.${later}.${mac}`,
      `${token}.x`,
      `${token} `,
      `${id}x.${until}.${mac}`,
    ];
    for (const each of forged) expect((await use(server, each)).status).toBe(403);
    expect((await use(server, token)).status).toBe(303);
  });

  test("is not guessed: eleven wrong ones from one address are limited, right ones included, for a minute", async () => {
    const server = await startServer();
    const token = await tokenOf(server);
    for (let i = 0; i < 10; i++) expect((await use(server, `guess${i}`)).status).toBe(403);
    const limited = await use(server, "guess");
    expect(limited.status).toBe(429);
    expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
    expect((await use(server, token)).status).toBe(429);
    await server.clock.advance(60_001);
    expect((await use(server, token)).status).toBe(303);
  });

  test("made behind https leads to the public address and to a Secure cookie", async () => {
    const server = await startServer({ publicUrl: "https://bot.example.org" });
    const link = await server.http.signInLink();
    expect(link).toMatch(/^https:\/\/bot\.example\.org\/sign-in\?token=/);
    const token = new URL(link).searchParams.get("token") ?? "";
    const reply = await use(server, token, { host: "bot.example.org", origin: "https://bot.example.org" });
    expect(reply.headers["set-cookie"]?.[0]).toMatch(/^__Host-moltbot=.*; Secure/);
  });
});

describe("A session", () => {
  test("ends after twelve hours", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    await server.clock.advance(12 * 3_600_000 - 1);
    expect((await browser.get("/approvals")).status).toBe(200);
    await server.clock.advance(1);
    expect((await browser.get("/approvals")).status).toBe(401);
  });

  test("ends at sign-out, also for a copy of its cookie, here and on other replicas", async () => {
    const test = createTestApp();
    const [one, two] = [await startServer({ test }), await startServer({ test })];
    const browser = await one.signIn();
    const elsewhere = browser.cookie.replace(`moltbot_${one.port}`, `moltbot_${two.port}`);
    expect((await two.send("/approvals", { headers: { cookie: elsewhere } })).status).toBe(200);
    expect((await browser.post("/sign-out", {})).status).toBe(303);
    expect((await browser.get("/approvals")).status).toBe(401);
    expect((await two.send("/approvals", { headers: { cookie: elsewhere } })).status).toBe(401);
  });

  test("survives a restart, since its key is kept with the data", async () => {
    const test = createTestApp();
    const [one, two] = [await startServer({ test }), await startServer({ test })];
    const { cookie } = await one.signIn();
    const elsewhere = cookie.replace(`moltbot_${one.port}`, `moltbot_${two.port}`);
    expect((await two.send("/users", { headers: { cookie: elsewhere } })).status).toBe(200);
  });

  test("cannot be made up, and guesses are limited", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const forged = browser.cookie.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    for (let i = 0; i < 10; i++) {
      const reply = await server.send("/approvals", { headers: { cookie: forged } });
      expect(reply.status).toBe(401);
      expect(reply.headers["set-cookie"]?.[0]).toContain("Max-Age=0");
    }
    expect((await server.send("/approvals", { headers: { cookie: forged } })).status).toBe(429);
  });
});
