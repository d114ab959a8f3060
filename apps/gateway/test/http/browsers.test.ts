import { readRecords } from "@moltbot/audit";
import { describe, expect, test } from "vitest";
import { nameOf } from "../../src/devices/browsers.ts";
import { createTestApp } from "./support/app.ts";
import { callApi, cookieOf, formType, type Reply, startServer, type TestServer } from "./support/server.ts";

const minute = 60_000;

/** Signs a browser in that calls itself so. */
async function signIn(server: TestServer, agent: string, cookie = ""): Promise<Reply> {
  const token = new URL(await server.http.signInLink()).searchParams.get("token") ?? "";
  const headers = { ...formType, "user-agent": agent, ...(cookie === "" ? {} : { cookie }) };
  return server.send("/sign-in", { method: "POST", headers, body: new URLSearchParams({ token }).toString() });
}

const look = async (server: TestServer, cookie: string): Promise<number> =>
  (await server.send("/users", { headers: { cookie } })).status;

describe("[R9.3] Browsers that are signed in", () => {
  test("are listed with this one marked, and signed out after a question", async () => {
    const server = await startServer();
    const [own, other] = [await server.signIn(), cookieOf(await signIn(server, "Mozilla (Linux) Firefox/150"))];
    const { text } = await own.get("/devices");
    expect(text).toContain("Firefox on Linux");
    expect(text.match(/>this one</g)).toHaveLength(1);
    const [firefox] = JSON.parse((await callApi(server, "GET", "/api/v1/browsers")).text) as { id: string }[];
    const path = `/browsers/${firefox?.id}`;
    const question = await own.get(`${path}/sign-out`);
    expect(question.text).toContain("Sign out Firefox on Linux?");
    expect(question.text).not.toContain("It is the one that you use now.");
    expect(await look(server, other)).toBe(200);
    expect((await own.post(path, {})).headers.location).toBe("/devices?note=signed-out");
    expect(await look(server, other)).toBe(401);
    expect(await look(server, own.cookie)).toBe(200);
    expect((await own.post(path, {})).headers.location).toBe("/devices?note=gone");
    expect((await own.get(`${path}/sign-out`)).headers.location).toBe("/devices?note=gone");
  });

  test("are signed out at every replica, streams included, and for good", async () => {
    const test = createTestApp();
    const [one, two] = [await startServer({ test }), await startServer({ test })];
    const browser = await one.signIn();
    const elsewhere = browser.cookie.replace(`moltbot_${one.port}`, `moltbot_${two.port}`);
    const stream = two.send("/events", { headers: { cookie: elsewhere } });
    await expect.poll(() => look(two, elsewhere)).toBe(200);
    const [listed] = JSON.parse((await callApi(one, "GET", "/api/v1/browsers")).text) as { id: string }[];
    const reply = await callApi(one, "POST", `/api/v1/browsers/${listed?.id.slice(0, 8)}/sign-out`, {});
    expect(reply.status).toBe(200);
    expect((await stream).text).toContain("retry: 2000");
    expect(await look(two, elsewhere)).toBe(401);
    const three = await startServer({ test });
    expect(await look(three, browser.cookie.replace(`moltbot_${one.port}`, `moltbot_${three.port}`))).toBe(401);
    const events: string[] = [];
    for await (const { actor } of readRecords(test.app.stores.audit, { event: "dashboard.browser_ended" })) {
      events.push(actor);
    }
    expect(events).toEqual(["operator (api)"]);
  });

  test("lose their streams within a second when the hint is lost", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    const stream = server.send("/events", { headers: { cookie: browser.cookie } });
    const [listed] = await server.app.stores.browsers.browsers(server.clock.now());
    await server.app.stores.browsers.remove(listed?.id ?? "", []);
    let isOver = false;
    void stream.then(() => {
      isOver = true;
    });
    await expect.poll(() => server.clock.advance(1000).then(() => isOver)).toBe(true);
  });

  test("get a new cookie every quarter of an hour; their forms stay good", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    await server.clock.advance(14 * minute);
    expect((await browser.get("/users")).headers["set-cookie"]).toBeUndefined();
    await server.clock.advance(minute);
    const turned = await browser.get("/users");
    const next = cookieOf(turned);
    expect(next).not.toBe("");
    expect(turned.headers["set-cookie"]?.[0]).toMatch(/Max-Age=42300;.*HttpOnly; SameSite=Strict/);
    const body = new URLSearchParams({ csrf: browser.csrf }).toString();
    const late = await server.send("/doctor", { method: "POST", headers: { ...formType, cookie: next }, body });
    expect(late.status).toBe(303);
    expect(await look(server, browser.cookie)).toBe(200);
  });

  test("are signed out when a copy of an old cookie shows up, and that is written down", async () => {
    const server = await startServer();
    const browser = await server.signIn();
    await server.clock.advance(15 * minute);
    const next = cookieOf(await browser.get("/users"));
    expect(await look(server, next)).toBe(200);
    await server.clock.advance(minute);
    // Whoever knocks often fills what is written of refusals, and must not hide this one by it.
    const refusals = { limit: 60, windowMs: 3_600_000 };
    for (let n = 0; n < 60; n++) await server.app.stores.limiter.hit("audited:dashboard", refusals, server.clock.now());
    const copied = await browser.get("/users");
    expect(copied.status).toBe(401);
    expect(await look(server, next)).toBe(401);
    const { records } = await server.app.stores.audit.query({ event: "dashboard.cookie_refused" });
    expect(records).toMatchObject([{ reason: "copied", outcome: "denied" }]);
  });

  test("are replaced, not added to, when the same one signs in again", async () => {
    const server = await startServer();
    const first = cookieOf(await signIn(server, "Firefox/1"));
    const second = cookieOf(await signIn(server, "Firefox/1", first));
    expect(await look(server, first)).toBe(401);
    expect(await look(server, second)).toBe(200);
  });

  test("cannot be told apart from nobody by an id that is none", async () => {
    const server = await startServer();
    for (const id of ["x", "0".repeat(64), "..", "%2e%2e"]) {
      expect((await callApi(server, "POST", `/api/v1/browsers/${id}/sign-out`, {})).status).toBe(404);
    }
    await server.signIn();
    await server.signIn();
    expect((await callApi(server, "POST", "/api/v1/browsers//sign-out", {})).status).toBe(404);
  });

  test("are named by what they say, as inert text", async () => {
    expect(nameOf("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/1 Chrome/140.0 Safari/537.36 Edg/140.0")).toBe(
      "Edge on Windows",
    );
    expect(nameOf("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36")).toBe("Chrome on Android");
    expect(nameOf("Mozilla/5.0 (iPhone; CPU iPhone OS 19 like Mac OS X) Version/19 Safari/604")).toBe(
      "Safari on iPhone",
    );
    expect(nameOf("curl/8\u001b[2J")).not.toContain("\u001b");
    expect(nameOf("")).toBe("a browser without a name");
    const server = await startServer();
    await signIn(server, '<script>alert(1)</script>"');
    const { text } = await (await server.signIn()).get("/devices");
    expect(text).toContain("&lt;script&gt;alert(1)");
    expect(text).not.toContain("<script>alert");
  });
});
