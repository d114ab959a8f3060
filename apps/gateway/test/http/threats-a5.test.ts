import { createDeviceKey, type Scope } from "@moltbot/device-pairing";
import { connectGateway, type GatewayClient } from "@moltbot/device-pairing/client";
import { expect, onTestFinished, test } from "vitest";
import { createParts } from "../../src/http/parts.ts";
import { makeRoutes } from "../../src/http/routes.ts";
import { operator, requestIdOf } from "../ws/support.ts";
import { createTestApp } from "./support/app.ts";
import { startServer, type TestServer, token } from "./support/server.ts";

const options = { host: "127.0.0.1", port: 0, operatorToken: token, app: createTestApp().app };
const routes = makeRoutes(createParts(options, () => "http://localhost")).map((route) => ({
  ...route,
  path: route.path.replace(/:[a-z]+/g, "nobody"),
}));

const startNow = (): Promise<TestServer> => startServer({ test: createTestApp(Date.now()) });

/** A device with these scopes; its connection ends with the test. */
async function paired(server: TestServer, scopes: readonly Scope[], heard: string[] = []): Promise<GatewayClient> {
  const key = createDeviceKey();
  const connect = (): Promise<GatewayClient> =>
    connectGateway({
      ...{ url: `ws://127.0.0.1:${server.port}/ws`, key, scopes, client: { id: "test", platform: "linux" } },
      onEvent: (event, payload) => heard.push(`${event} ${JSON.stringify(payload)}`),
    });
  await server.app.devices.approve(await requestIdOf(connect()), operator);
  const client = await connect();
  onTestFinished(() => client.close());
  return client;
}

test("[R4.2] a token that was rotated opens nothing from the next request on", async () => {
  const server = await startNow();
  const device = await paired(server, ["operator.read"]);
  const reads = async (bearer: string): Promise<number> =>
    (await server.send("/api/v1/users", { headers: { authorization: `Bearer ${bearer}` } })).status;
  const old = device.token ?? "";
  expect(await reads(old)).toBe(200);
  const { token: fresh } = (await device.call("device.token.rotate")) as { token: string };
  expect(await reads(old)).toBe(401);
  expect(await reads(fresh)).toBe(200);
});

test("[R4.2] guessed device tokens are limited, in one bucket for both spellings of an address", async () => {
  const server = await startServer({ trustedProxies: ["127.0.0.1"] });
  const guess = async (from: string, n: number): Promise<number> => {
    const authorization = `Bearer ${String(n).padStart(43, "x")}`;
    return (await server.send("/api/v1/users", { headers: { authorization, "x-forwarded-for": from } })).status;
  };
  for (let n = 0; n < 10; n++) expect(await guess(n % 2 === 0 ? "1.2.3.4" : "::ffff:1.2.3.4", n)).toBe(401);
  expect(await guess("1.2.3.4", 10)).toBe(429);
  expect(await guess("::ffff:1.2.3.4", 11)).toBe(429);
  expect(await guess("1.2.3.5", 12)).toBe(401);
});

test("[R4.3] what a device may do comes from its token: no header adds to it, on any route", async () => {
  const server = await startNow();
  const { token: own = "" } = await paired(server, []);
  const headers = {
    authorization: `Bearer ${own}`,
    "content-type": "application/json",
    "moltbot-client": "cli",
    ...{ "x-owner": "true", "x-forwarded-user": "owner", "x-scopes": "operator.admin", "x-forwarded-for": "127.0.0.1" },
  };
  const guarded = routes.filter((route) => route.access === "operator" && route.scope !== "any");
  expect(guarded.length).toBeGreaterThan(20);
  for (const { method, path } of guarded) {
    const reply = await server.send(path, { method, headers, ...(method === "POST" && { body: "{}" }) });
    expect(reply.status, `${method} ${path}`).toBe(403);
  }
});

test("no route takes a change as plain text, even with all credentials", async () => {
  const server = await startServer();
  const { cookie, csrf } = await server.signIn();
  const changing = routes.filter(
    ({ method, access }) => method === "POST" && ["operator", "signed-in"].includes(access),
  );
  expect(changing.length).toBeGreaterThan(20);
  const send = async (path: string, who: Record<string, string>): Promise<number> => {
    const headers = { ...who, "content-type": "text/plain" };
    return (await server.send(path, { method: "POST", headers, body: "{}" })).status;
  };
  for (const { path, access } of changing) {
    expect(await send(path, { cookie, "x-csrf-token": csrf }), path).toBe(415);
    const byToken = access === "signed-in" ? 401 : 415;
    expect(await send(path, { authorization: `Bearer ${token}` }), path).toBe(byToken);
  }
});

test("a header that is sent twice is no credential, and no failure", async () => {
  const server = await startServer();
  const { cookie, csrf } = await server.signIn();
  const send = async (headers: Record<string, string | readonly string[]>): Promise<number> =>
    (await server.send("/api/v1/pairing/nobody/admit", { method: "POST", headers, body: "{}" })).status;
  const json = { "content-type": "application/json" };
  expect(await send({ ...json, authorization: ["Bearer x", `Bearer ${token}`] })).toBe(401);
  expect(await send({ ...json, cookie, "x-csrf-token": [csrf, csrf] })).toBe(403);
  expect(await send({ ...json, cookie, "x-csrf-token": "é".repeat(csrf.length) })).toBe(403);
});

test("whoever has no credentials reads no path, no setting and no version, and a token in an address is none", async () => {
  const server = await startServer();
  const version = server.app.configState().version;
  for (const { method, path, access } of routes.filter((route) => route.method === "GET")) {
    const { status, text } = await server.send(`${path}?token=${token}&access_token=${token}`, { method });
    expect(access === "public" ? [200, 403] : [401], path).toContain(status);
    for (const inner of ["/nowhere", version, process.version, process.cwd(), "telegram"]) {
      // Files of the pages are the same for everybody.
      if (!path.startsWith("/assets/")) expect(text, path).not.toContain(inner);
    }
  }
});

test("[R4.3] a device that may only pair hears of no chat and of nobody", async () => {
  const server = await startNow();
  const heard: string[] = [];
  const device = await paired(server, ["operator.pairing"], heard);
  heard.length = 0;
  for (const topic of ["chat", "users", "approvals", "devices"] as const) server.app.changed(topic);
  await device.call("device.list");
  expect(heard).toEqual(['changed {"topic":"approvals"}', 'changed {"topic":"devices"}']);
});
