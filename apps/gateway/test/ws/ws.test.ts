import { once } from "node:events";
import { connect } from "node:net";
import { allScopes, createDeviceKey, type Scope } from "@moltbot/device-pairing";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { methods } from "../../src/ws/methods/call.ts";
import { listen, operator, requestIdOf, token } from "./support.ts";

/** A socket without manners; resolves with how it ended. */
async function raw(url: string, o: { headers?: Record<string, string>; send?: (string | Buffer)[] } = {}) {
  const socket = new WebSocket(url, { headers: o.headers ?? {} });
  const heard: string[] = [];
  socket.on("message", (data) => heard.push(String(data)));
  const refused = new Promise<{ status: number }>((resolve) => {
    socket.on("unexpected-response", (_, response) => resolve({ status: response.statusCode ?? 0 }));
    socket.on("error", () => {});
  });
  const closed = once(socket, "close").then(([code, reason]) => ({
    code: Number(code),
    reason: String(reason),
    heard,
  }));
  socket.on("open", () => {
    for (const frame of o.send ?? []) socket.send(frame);
  });
  return Promise.race([refused, closed]);
}

describe("a device on the socket [R4.1] [R4.2]", () => {
  test("is let in once somebody approves it, and keeps its token", async () => {
    const gateway = await listen();
    const key = createDeviceKey();
    const id = await requestIdOf(gateway.connect({ key }));
    expect(await requestIdOf(gateway.connect({ key }))).toBe(id);
    await gateway.test.app.devices.approve(id, operator);
    const first = await gateway.connect({ key });
    expect(first).toMatchObject({ deviceId: key.deviceId, scopes: ["operator.read"] });
    expect(first.token).toMatch(/^[\w-]{43}$/);
    await expect(gateway.connect({ key })).rejects.toMatchObject({
      code: "denied",
      data: { because: "token_required" },
    });
    const second = await gateway.connect({ key, ...(first.token && { token: first.token }) });
    expect(second.token).toBeUndefined();
    expect(await second.call("users.list")).toEqual([]);
    first.close();
    second.close();
  });

  test("is closed within a second of being revoked, and its bearer token ends too", async () => {
    const gateway = await listen();
    const device = await gateway.paired("operator.read");
    const api = (): Promise<Response> =>
      fetch(`${gateway.url}/api/v1/users`, { headers: { Authorization: `Bearer ${device.token ?? ""}` } });
    expect((await api()).status).toBe(200);
    await gateway.test.clock.advance(1000);
    await gateway.test.app.devices.revoke({ deviceId: device.deviceId, role: "operator" }, operator);
    await gateway.test.clock.advance(1000);
    expect(await device.closed).toEqual({ code: 1008, reason: "revoked" });
    expect((await api()).status).toBe(401);
  });

  test("is closed at another gateway on the same stores as well, without any hint", async () => {
    const here = await listen();
    const there = await listen({}, here.test);
    const device = await here.paired("operator.read");
    const token = device.token ?? "";
    const elsewhere = await there.connect({ key: device.key, token });
    await here.test.clock.advance(1000);
    await here.test.app.devices.revoke({ deviceId: device.deviceId, role: "operator" }, operator);
    await here.test.clock.advance(1000);
    expect(await elsewhere.closed).toEqual({ code: 1008, reason: "revoked" });
  });

  test("a revoked device is not answered even before it is closed", async () => {
    const gateway = await listen();
    const device = await gateway.paired("operator.read");
    await gateway.test.app.devices.revoke({ deviceId: device.deviceId, role: "operator" }, operator);
    await expect(device.call("users.list")).rejects.toMatchObject({ code: "unavailable" });
    expect(await device.closed).toMatchObject({ reason: "revoked" });
  });

  test("rotates its own token and is told the new one; the old connection ends", async () => {
    const gateway = await listen();
    const device = await gateway.paired("operator.read");
    const rotated = (await device.call("device.token.rotate")) as { token: string };
    expect(rotated.token).toMatch(/^[\w-]{43}$/);
    await expect(device.call("users.list")).rejects.toMatchObject({ code: "unavailable" });
    const again = await gateway.connect({ key: device.key, token: rotated.token });
    expect(await again.call("device.list")).toHaveLength(1);
    again.close();
  });

  test("hears of changes that it may know of, and of no others", async () => {
    const gateway = await listen();
    const heard: string[] = [];
    const device = await gateway.paired("operator.read");
    const reader = await gateway.connect({
      key: device.key,
      ...(device.token && { token: device.token }),
      onEvent: (event, payload) => heard.push(`${event} ${JSON.stringify(payload)}`),
    });
    for (const topic of ["users", "approvals", "chat", "devices"] as const) gateway.test.app.changed(topic);
    await reader.call("users.list");
    expect(heard).toEqual(['changed {"topic":"users"}']);
    reader.close();
    device.close();
  });
});

describe("every method", () => {
  test("says what it takes, and refuses who has less [R4.3]", async () => {
    const gateway = await listen();
    const nobody = await gateway.paired();
    for (const [name, { scope }] of Object.entries(methods)) {
      if (scope === undefined) continue;
      await expect(nobody.call(name), name).rejects.toMatchObject({ code: "denied", data: { scope } });
    }
    await expect(nobody.call("no.such.method")).rejects.toMatchObject({ code: "denied" });
    await expect(nobody.call("constructor")).rejects.toMatchObject({ code: "denied" });
    expect(await nobody.call("approvals.list")).toEqual([]);
    expect(await nobody.call("device.list")).toHaveLength(1);
    nobody.close();
    const admin = await gateway.paired("operator.admin");
    await expect(admin.call("no.such.method")).rejects.toMatchObject({ code: "not_found" });
    await expect(admin.call("device.list", { more: 1 })).rejects.toMatchObject({ code: "invalid" });
    admin.close();
  });

  const wide: readonly Scope[] = ["operator.admin"];
  const narrow: readonly Scope[] = ["operator.read", "operator.pairing"];
  test.each([
    ["a narrow device", narrow, ["operator.read"], true],
    ["a narrow device", narrow, ["operator.write"], false],
    ["a narrow device", narrow, ["operator.admin"], false],
    ["a wide device", wide, ["operator.admin"], true],
  ] as const)("%s with %j lets in %j: %s", async (_, own, asked, may) => {
    const gateway = await listen();
    const device = await gateway.paired(...own);
    for (const method of ["device.pair.approve", "approvals.resolve", "POST"] as const) {
      const id = await requestIdOf(gateway.connect({ scopes: asked }));
      const answering =
        method === "POST"
          ? fetch(`${gateway.url}/api/v1/approvals/${id}`, {
              method,
              headers: { Authorization: `Bearer ${device.token ?? ""}`, "Content-Type": "application/json" },
              body: '{"decision":"approve"}',
            }).then(async (response) => {
              if (!response.ok) throw ((await response.json()) as { error: unknown }).error;
            })
          : device.call(method, method === "approvals.resolve" ? { id, decision: "approve" } : { requestId: id });
      if (may) await answering;
      else await expect(answering, method).rejects.toMatchObject({ code: "denied" });
      expect((await gateway.test.app.stores.approvals.get(id))?.status).toBe(may ? "approved" : "pending");
    }
    device.close();
  });

  test("operators answer devices by API as well", async () => {
    const gateway = await listen();
    const id = await requestIdOf(gateway.connect());
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const list = await fetch(`${gateway.url}/api/v1/approvals?kind=device`, { headers });
    expect(await list.json()).toMatchObject([
      { id, kind: "device", device: { clientId: "test", scopes: ["operator.read"] } },
    ]);
    const body = '{"decision":"approve"}';
    const answer = await fetch(`${gateway.url}/api/v1/approvals/${id}`, { method: "POST", headers, body });
    expect(await answer.json()).toMatchObject({ status: "approved" });
    expect(await (await fetch(`${gateway.url}/api/v1/devices`, { headers })).json()).toHaveLength(1);
  });
});

describe("before anybody has proved anything", () => {
  test.each([
    [{ headers: { Origin: "https://evil.example" } }, 403],
    [{ headers: { Origin: "null" } }, 403],
    [{ headers: { Host: "evil.example" } }, 421],
    [{ headers: { "Sec-Fetch-Site": "cross-site" } }, 403],
  ])("%j is refused with %i", async (o, status) => {
    const gateway = await listen();
    expect(await raw(gateway.ws, o)).toEqual({ status });
  });

  test("a listed origin may come, another path may not", async () => {
    const gateway = await listen({ allowedOrigins: ["https://app.example"] });
    const own = await raw(gateway.ws, { headers: { Origin: "https://app.example" }, send: ["{}"] });
    expect(own).toMatchObject({ code: 1007 });
    expect(await raw(`${gateway.ws}/x`)).toEqual({ status: 404 });
  });

  test.each([
    ["no JSON", ["hello"], 1007],
    ["no request", ['{"type":"event"}'], 1007],
    ["a binary frame", [Buffer.from("{}")], 1007],
    [
      "a large frame",
      [JSON.stringify({ type: "req", id: "1", method: "connect", params: { x: "x".repeat(5000) } })],
      1009,
    ],
    ["a huge frame", ["x".repeat(1_000_000)], 1009],
    ["another method", ['{"type":"req","id":"1","method":"users.list"}'], 1008],
    ["an empty connect", ['{"type":"req","id":"1","method":"connect"}'], 1008],
  ])("%s ends the connection", async (_, send, code) => {
    const gateway = await listen();
    expect(await raw(gateway.ws, { send })).toMatchObject({ code });
  });

  test("silence ends after three seconds, and a client with ten wrong proofs waits a minute", async () => {
    const gateway = await listen();
    const silent = raw(gateway.ws);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await gateway.test.clock.advance(3000);
    expect(await silent).toMatchObject({ code: 1008, reason: "handshake timeout" });
    for (let n = 0; n < 10; n++) await raw(gateway.ws, { send: ['{"type":"req","id":"1","method":"connect"}'] });
    expect(await raw(gateway.ws)).toEqual({ status: 429 });
    await gateway.test.clock.advance(60_000);
    expect(await raw(gateway.ws, { send: ["{}"] })).toMatchObject({ code: 1007 });
  });

  test("who is refused is let go of, also when they hold on", async () => {
    const { url } = await listen();
    const { port, hostname } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const heard = once(socket, "data");
    const gone = new Promise<true>((resolve) => socket.on("error", () => resolve(true)));
    const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13";
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: evil.example\r\n${upgrade}\r\nSec-WebSocket-Key: ${"A".repeat(22)}==\r\n\r\n`,
    );
    expect(String(await heard)).toContain("421 Misdirected Request");
    // What it goes on to say reaches nobody any more.
    const says = setInterval(() => socket.write("x"), 20);
    expect(await gone).toBe(true);
    clearInterval(says);
    socket.destroy();
  });

  test("eleven silent sockets of one client are one too many", async () => {
    const gateway = await listen();
    const ten = Array.from({ length: 10 }, () => raw(gateway.ws));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await raw(gateway.ws)).toEqual({ status: 429 });
    await gateway.test.clock.advance(3000);
    await Promise.all(ten);
  });

  test("a flood of requests on one connection ends it", async () => {
    const gateway = await listen();
    const device = await gateway.paired(...allScopes);
    const calls = Array.from({ length: 200 }, () => device.call("users.list").catch(() => undefined));
    await Promise.all(calls);
    expect(await device.closed).toEqual({ code: 1008, reason: "too many requests at once" });
  });
});
