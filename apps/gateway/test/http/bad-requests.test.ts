import { MoltbotError } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { createTestApp } from "./support/app.ts";
import { ask, person } from "./support/people.ts";
import { callApi, formType, startServer, token } from "./support/server.ts";

const json = { authorization: `Bearer ${token}`, "content-type": "application/json" };

describe("A request that cannot be read", () => {
  test("is told why and changes nothing", async () => {
    const server = await startServer();
    const { id } = await ask(server, person("7"));
    const path = `/api/v1/approvals/${id}`;
    const bodies = [
      "",
      "{",
      "[]",
      "null",
      '"approve"',
      "{}",
      '{"decision":"yes"}',
      '{"decision":["approve"]}',
      '{"decision":"approve","scope":"forever"}',
      '{"decision":"approve","approved":true}',
      '{"__proto__":{"decision":"approve"}}',
      '{"constructor":1,"decision":"approve"}',
    ];
    for (const body of bodies) {
      const reply = await server.send(path, { method: "POST", headers: json, body });
      expect(reply.status, body).toBe(400);
      expect(JSON.parse(reply.text)).toMatchObject({ error: { code: "invalid" } });
    }
    expect((await server.app.stores.approvals.get(id))?.status).toBe("pending");
  });

  test("is refused by its content type, its size or its query", async () => {
    const server = await startServer();
    const path = "/api/v1/pairing/telegram:7/admit";
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""]) {
      const headers = { ...json, "content-type": type };
      expect((await server.send(path, { method: "POST", headers, body: "{}" })).status, type).toBe(415);
    }
    const huge = JSON.stringify({ reason: "x".repeat(70_000) });
    expect((await server.send(path, { method: "POST", headers: json, body: huge })).status).toBe(413);
    const chunked = { ...json, "transfer-encoding": "chunked" };
    expect((await server.send(path, { method: "POST", headers: chunked, body: huge })).status).toBe(413);
    for (const query of ["limit=0", "limit=1001", "limit=-1", "limit=1e2", "state=admin"]) {
      expect((await callApi(server, "GET", `/api/v1/users?${query}`)).status, query).toBe(400);
    }
    for (const query of ["since=yesterday", "until=5", "user=:1", "event=%25"]) {
      expect((await callApi(server, "GET", `/api/v1/audit?${query}`)).status, query).toBe(400);
    }
    expect((await server.app.pairing.find("telegram:7")).status).toBe("new");
  });

  test("a form is read only as a form", async () => {
    const server = await startServer();
    const { cookie, csrf } = await server.signIn();
    const body = `csrf=${encodeURIComponent(csrf)}`;
    for (const type of ["text/plain", "multipart/form-data", "application/json"]) {
      const reply = await server.send("/sign-out", { method: "POST", headers: { cookie, "content-type": type }, body });
      expect(reply.status).toBe(415);
    }
    const big = `${body}&x=${"y".repeat(70_000)}`;
    expect(
      (await server.send("/sign-out", { method: "POST", headers: { ...formType, cookie }, body: big })).status,
    ).toBe(413);
  });
});

describe("Wrong operator tokens", () => {
  test("are limited per client, on loopback too, and the right one with them", async () => {
    const server = await startServer();
    const call = (bearer: string) => server.send("/api/v1/users", { headers: { authorization: bearer } });
    const wrong = [
      "",
      "Bearer",
      "Bearer ",
      `Basic ${token}`,
      `Bearer ${token}x`,
      `Bearer ${token} x`,
      `bearer${token}`,
      "Bearer ü",
      "Bearer undefined",
      `Bearer ${token.slice(0, -1)}`,
    ];
    for (const bearer of wrong) expect((await call(bearer)).status, bearer).toBe(401);
    expect((await call("Bearer x")).status).toBe(429);
    expect((await call(`Bearer ${token}`)).status).toBe(429);
    const browser = await server.signIn();
    expect((await browser.get("/approvals")).status).toBe(200);
    await server.clock.advance(60_001);
    expect((await call(`Bearer ${token}`)).status).toBe(200);
  });

  test("must be long to begin with", async () => {
    await expect(startServer({ operatorToken: "changeme" })).rejects.toThrow(/too short/);
  });
});

describe("A failure inside", () => {
  test("of a store is 503 with its hint; of our own making 500 without details", async () => {
    const test = createTestApp();
    let thrown: unknown = new MoltbotError("unavailable", "Postgres is out of reach", { hint: "Is it running?" });
    const app = { ...test.app, channels: () => Promise.reject(thrown) };
    const server = await startServer({ test: { ...test, app } });
    const store = await callApi(server, "GET", "/api/v1/status");
    expect(store.status).toBe(503);
    expect(JSON.parse(store.text)).toEqual({
      error: { code: "unavailable", message: "Postgres is out of reach", hint: "Is it running?" },
    });
    thrown = new TypeError("secret path /home/ann");
    const ours = await callApi(server, "GET", "/api/v1/status");
    expect(ours.status).toBe(500);
    expect(ours.text).not.toContain("secret");
  });
});
