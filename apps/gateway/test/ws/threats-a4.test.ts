import { createDeviceKey, type DeviceKey, deviceIdOf, type Scope, signClaim } from "@moltbot/device-pairing";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { passAnswer } from "../../src/flow/control.ts";
import type { FlowDeps } from "../../src/flow/deps.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import { configOf } from "../support/config.ts";
import { type Listening, listen, operator, requestIdOf, token } from "./support.ts";

interface Frame {
  readonly event?: string;
  readonly payload?: { readonly nonce?: string; readonly gatewayId?: string };
  readonly error?: { readonly code: string; readonly data?: { readonly because?: string } };
}

/** A socket on which a test writes every word itself. */
async function open(url: string, headers: Readonly<Record<string, string>> = {}) {
  const socket = new WebSocket(url, { headers });
  onTestFinished(() => socket.terminate());
  const heard: Frame[] = [];
  socket.on("message", (data) => heard.push(JSON.parse(String(data)) as Frame));
  await expect.poll(() => heard.length).toBe(1);
  const { nonce = "", gatewayId = "" } = heard[0]?.payload ?? {};
  return {
    nonce,
    gatewayId,
    /** Sends a `connect` request and gives the answer. */
    async connects(params: object): Promise<Frame> {
      socket.send(JSON.stringify({ type: "req", id: "1", method: "connect", params }));
      await expect.poll(() => heard.length).toBe(2);
      return heard[1] ?? {};
    },
  };
}

function greeting(
  { nonce, gatewayId }: { nonce: string; gatewayId: string },
  scopes: readonly Scope[],
  o: { key?: DeviceKey; clientId?: string } = {},
) {
  const { key = createDeviceKey(), clientId = "test" } = o;
  const wish = { clientId, platform: "linux", role: "operator" as const, scopes };
  const { publicKey, signedAt, signature } = signClaim(key, gatewayId, { ...wish, signedAt: Date.now(), nonce });
  const device = { id: deviceIdOf(publicKey), publicKey, signedAt, signature };
  return { device, client: { id: clientId, platform: "linux" }, role: "operator", scopes, nonce };
}

function post(gateway: Listening, path: string, o: { bearer: string | undefined; body: object }): Promise<Response> {
  const headers = { Authorization: `Bearer ${o.bearer ?? ""}`, "Content-Type": "application/json" };
  return fetch(`${gateway.url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(o.body) });
}

test("[R4.3] rotating mints nothing: not for another device, not wider, not in another role", async () => {
  const gateway = await listen();
  const admin = await gateway.paired("operator.admin");
  const caller = await gateway.paired("operator.pairing");
  const own = caller.deviceId;
  const wishes: [object, string][] = [
    [{ deviceId: admin.deviceId, scopes: ["operator.admin"] }, "denied"],
    [{ deviceId: admin.deviceId }, "denied"],
    [{ deviceId: admin.deviceId, role: "node" }, "denied"],
    [{ deviceId: own, scopes: ["operator.admin"] }, "denied"],
    [{ deviceId: own, scopes: ["operator.pairing", "operator.read"] }, "denied"],
    [{ deviceId: own, role: "node" }, "not_found"],
  ];
  for (const [wish, code] of wishes) {
    await expect(caller.call("device.token.rotate", { ...wish }), JSON.stringify(wish)).rejects.toMatchObject({ code });
    const { deviceId, ...body } = wish as { deviceId: string };
    const answer = await post(gateway, `devices/${deviceId}/rotate`, { bearer: caller.token, body });
    expect(answer.status, JSON.stringify(wish)).toBe(code === "denied" ? 403 : 404);
  }
  // A new role for a device is no matter of rotating, whoever asks.
  const node = { bearer: token, body: { role: "node" } };
  expect((await post(gateway, `devices/${own}/rotate`, node)).status).toBe(404);
  expect(await admin.call("device.list")).toHaveLength(2);
  expect(await caller.call("device.list")).toHaveLength(1);
});

const policy = compilePolicy(
  configOf('{ owners: ["telegram:1"], pairing: { approvers: ["telegram:2"] }, channels: { telegram: {} } }'),
);

test.each([
  ["an owner", "1", "operator.admin", true],
  ["an approver", "2", "operator.read", true],
  ["an approver", "2", "operator.write", false],
  ["an approver", "2", "operator.admin", false],
  ["anybody", "3", "operator.read", false],
] as const)("[R4.3] %s (telegram:%s) who answers in chat lets in %s: %s", async (_, id, scope, may) => {
  const gateway = await listen();
  const { devices, stores } = gateway.test.app;
  const request = await requestIdOf(gateway.connect({ scopes: [scope] }));
  const principal = { channel: "telegram", account: "default", id };
  const flow: Partial<FlowDeps> = { policy: () => policy, devices };
  const text = await passAnswer(
    flow as FlowDeps,
    { verb: "approve", id: request },
    { kind: "person", principal, via: "chat" },
  );
  expect(text.startsWith("Let in:")).toBe(may);
  expect((await stores.approvals.get(request))?.status).toBe(may ? "approved" : "pending");
});

test("[R4.1] scopes are claims: the operator's token without a device, or with an unknown one, opens nothing", async () => {
  const gateway = await listen();
  const bare = await open(gateway.ws);
  const { device: _, ...without } = greeting(bare, ["operator.admin"]);
  expect(await bare.connects({ ...without, token })).toMatchObject({ error: { code: "invalid" } });
  const known = await open(gateway.ws);
  const answer = await known.connects({ ...greeting(known, ["operator.admin"]), token });
  expect(answer).toMatchObject({ error: { code: "not_paired", data: { because: "unknown_device" } } });
  expect(await gateway.test.app.devices.list(operator)).toEqual([]);
});

test("[R4.3] a device that pairs again with no scopes has none, on the socket and by its token", async () => {
  const gateway = await listen();
  const first = await gateway.paired("operator.admin");
  await gateway.test.app.devices.revoke({ deviceId: first.deviceId, role: "operator" }, operator);
  const id = await requestIdOf(gateway.connect({ key: first.key, scopes: [] }));
  await gateway.test.app.devices.approve(id, operator);
  const again = await gateway.connect({ key: first.key, scopes: [] });
  expect(again.scopes).toEqual([]);
  await expect(again.call("users.list")).rejects.toMatchObject({ code: "denied" });
  const headers = { Authorization: `Bearer ${again.token ?? ""}` };
  expect((await fetch(`${gateway.url}/api/v1/users`, { headers })).status).toBe(403);
});

test("[R4.1] nobody is local by what they say: headers and client names let no device in", async () => {
  const gateway = await listen();
  const claims = [
    { "X-Forwarded-For": "127.0.0.1" },
    { "X-Real-IP": "127.0.0.1", Forwarded: "for=127.0.0.1", "X-Forwarded-User": "owner" },
    { "X-Forwarded-Host": "localhost", "X-Owner": "true", Authorization: `Bearer ${token}` },
  ];
  for (const headers of claims) {
    const socket = await open(gateway.ws, headers);
    const answer = await socket.connects(greeting(socket, ["operator.admin"], { clientId: "control-ui" }));
    expect(answer, JSON.stringify(headers)).toMatchObject({ error: { code: "not_paired" } });
  }
  expect(await gateway.test.app.devices.list(operator)).toEqual([]);
});

test("[R4.3] a session keeps the scopes it began with, whatever the device is given later", async () => {
  const gateway = await listen();
  const reader = await gateway.paired("operator.read");
  const wider = gateway.connect({
    key: reader.key,
    scopes: ["operator.read", "operator.pairing"],
    ...(reader.token && { token: reader.token }),
  });
  await gateway.test.app.devices.approve(await requestIdOf(wider), operator);
  await expect(reader.call("device.pair.list")).rejects.toMatchObject({ code: "denied" });
});

test("[R4.2] rotating closes the device's sockets at every gateway within a second, without any hint", async () => {
  const here = await listen();
  const there = await listen({}, here.test);
  const device = await here.paired("operator.read");
  const elsewhere = await there.connect({ key: device.key, ...(device.token && { token: device.token }) });
  await here.test.clock.advance(1000);
  await here.test.app.devices.rotate({ deviceId: device.deviceId, role: "operator" }, operator);
  await here.test.clock.advance(1000);
  expect(await elsewhere.closed).toEqual({ code: 1008, reason: "revoked" });
  expect(await device.closed).toEqual({ code: 1008, reason: "revoked" });
});

test("[R4.1] a signed connect request counts on the connection it was made for, and nowhere else", async () => {
  const here = await listen();
  const there = await listen({}, here.test);
  const first = await open(here.ws);
  const signed = greeting(first, ["operator.read"]);
  expect(await first.connects(signed)).toMatchObject({ error: { code: "not_paired" } });
  for (const url of [here.ws, there.ws]) {
    const answer = await (await open(url)).connects(signed);
    expect(answer).toMatchObject({ error: { code: "denied", data: { because: "nonce_mismatch" } } });
  }
});
