import { holds, type Scope } from "@moltbot/device-pairing";
import { describe, expect, test } from "vitest";
import {
  challenge,
  device,
  gatewayId,
  openDevices,
  operator,
  pair,
  requestOf,
  tokenOf,
  withScopes,
} from "./support.ts";

describe("connecting [R4.1]", () => {
  test("a stranger's device waits for a person, then gets its token once", async () => {
    const gateway = openDevices();
    const one = device();
    const first = await one.connect(gateway);
    expect(first).toMatchObject({ status: "not_paired", because: "unknown_device" });
    expect(requestOf(await one.connect(gateway))).toBe(requestOf(first));
    expect(await gateway.devices.approve(requestOf(first), operator)).toMatchObject({ status: "approved" });
    const second = await one.connect(gateway);
    expect(second).toMatchObject({ status: "connected", session: { scopes: ["operator.read"], role: "operator" } });
    const token = tokenOf(second);
    expect(await one.connect(gateway)).toEqual({ status: "refused", because: "token_required" });
    expect(await one.connect(gateway, { token: `${token.slice(0, -1)}_` })).toMatchObject({
      because: "token_mismatch",
    });
    const third = await one.connect(gateway, { token });
    expect(third).toMatchObject({ status: "connected" });
    expect(third).not.toHaveProperty("token");
    expect(gateway.names()).toEqual(["device.requested", "device.vote", "device.approved", "device.token_issued"]);
    expect(JSON.stringify(await gateway.store.devices())).not.toContain(token);
  });

  test("proves nothing with another gateway, challenge, key, time or changed word", async () => {
    const { devices, clock } = openDevices();
    const one = device();
    const nonce = challenge();
    const good = one.claim(clock.now(), nonce);
    const other = device();
    const attempt = (claim: typeof good, o = {}) => devices.connect(claim, { gatewayId, nonce, ...o });
    expect(await attempt(good, { gatewayId: "gw_other" })).toMatchObject({ because: "signature_invalid" });
    expect(await attempt(good, { nonce: challenge() })).toMatchObject({ because: "nonce_mismatch" });
    expect(await attempt({ ...good, publicKey: other.key.publicKey })).toMatchObject({ because: "device_id_mismatch" });
    expect(await attempt({ ...good, publicKey: other.key.publicKey, deviceId: other.id })).toMatchObject({
      because: "signature_invalid",
    });
    for (const change of [
      { clientId: "apq" },
      { platform: "android" },
      { role: "node" as const, scopes: [] },
      { scopes: ["operator.admin"] as Scope[] },
      { signedAt: good.signedAt + 1 },
    ]) {
      expect(await attempt({ ...good, ...change })).toMatchObject({ because: "signature_invalid" });
    }
    expect(await attempt(one.claim(clock.now() - 120_001, nonce))).toMatchObject({ because: "signature_expired" });
    expect(await attempt(one.claim(clock.now() + 120_001, nonce))).toMatchObject({ because: "signature_expired" });
    expect(await attempt(good)).toMatchObject({ status: "not_paired" });
    expect(await attempt(good)).toEqual({ status: "refused", because: "nonce_used" });
  });

  test("never gets what its role can't have", async () => {
    const gateway = openDevices();
    expect(await device().connect(gateway, { role: "node", scopes: ["operator.read"] })).toEqual({
      status: "refused",
      because: "beyond_role",
    });
  });

  test("an empty wish stays empty", async () => {
    const gateway = openDevices();
    const { one, token } = await pair(gateway, { scopes: [] });
    expect(await one.connect(gateway, { scopes: [], token })).toMatchObject({ session: { scopes: [] } });
  });

  test.each([
    ["wider_scopes", { scopes: ["operator.read", "operator.write"] as Scope[] }],
    ["changed_client", { clientId: "other" }],
    ["changed_client", { platform: "other" }],
    ["new_role", { role: "node" as const, scopes: [] }],
  ])("%s needs a new approval, and what was approved stays as it is", async (because, wish) => {
    const gateway = openDevices();
    const { one, token } = await pair(gateway);
    expect(await one.connect(gateway, { ...wish, token })).toMatchObject({ status: "not_paired", because });
    expect(await one.connect(gateway, { token })).toMatchObject({ status: "connected" });
  });

  test("another wish takes the place of the first under another id, and the first can't be approved any more", async () => {
    const gateway = openDevices();
    const one = device();
    const first = requestOf(await one.connect(gateway));
    const second = requestOf(await one.connect(gateway, { scopes: ["operator.admin"] }));
    expect(second).not.toBe(first);
    expect(await gateway.devices.approve(first, operator)).toMatchObject({
      status: "already",
      approval: { status: "cancelled", because: "superseded" },
    });
    expect(await gateway.devices.pending(operator)).toHaveLength(1);
  });

  test("only so many wait, and a request ends with its time", async () => {
    const gateway = openDevices({ maxPending: 2 });
    const first = device();
    const id = requestOf(await first.connect(gateway));
    await device().connect(gateway);
    expect(await device().connect(gateway)).toEqual({ status: "refused", because: "queue_full" });
    await gateway.clock.advance(300_000);
    expect(await gateway.devices.approve(id, operator)).toMatchObject({ status: "expired" });
    expect(await gateway.devices.expire()).toHaveLength(1);
    expect(requestOf(await first.connect(gateway))).not.toBe(id);
  });

  test("a token ends with its time", async () => {
    const gateway = openDevices({ tokenTtlMs: 1000 });
    const { one, token } = await pair(gateway);
    expect(await gateway.devices.authenticate(token)).toMatchObject({ deviceId: one.id });
    await gateway.clock.advance(1000);
    expect(await gateway.devices.authenticate(token)).toBeUndefined();
    expect(await one.connect(gateway, { token })).toEqual({ status: "refused", because: "token_expired" });
  });
});

describe("tokens [R4.2]", () => {
  test("give what was approved to whoever bears them, and nothing after revoking", async () => {
    const gateway = openDevices();
    const { one, token } = await pair(gateway);
    const session = await gateway.devices.authenticate(token);
    expect(session).toMatchObject({ deviceId: one.id, role: "operator", scopes: ["operator.read"] });
    expect(await gateway.devices.authenticate("x".repeat(43))).toBeUndefined();
    expect(await gateway.devices.authenticate("")).toBeUndefined();
    await gateway.devices.revoke({ deviceId: one.id, role: "operator" }, operator);
    expect(await gateway.devices.authenticate(token)).toBeUndefined();
    expect(session && holds(await gateway.store.device(one.id), session, gateway.clock.now())).toBe(false);
  });

  test("revoked is final: no rotation, no reconnect, only a new approval", async () => {
    const gateway = openDevices();
    const { one, token } = await pair(gateway);
    const target = { deviceId: one.id, role: "operator" as const };
    expect(await gateway.devices.revoke(target, operator)).toMatchObject({ status: "done" });
    expect(await gateway.devices.revoke(target, operator)).toMatchObject({ status: "unchanged" });
    expect(await gateway.devices.rotate(target, operator)).toEqual({ status: "revoked" });
    const again = await one.connect(gateway, { token });
    expect(again).toMatchObject({ status: "not_paired", because: "revoked" });
    await gateway.devices.approve(requestOf(again), operator);
    expect(await gateway.devices.authenticate(token)).toBeUndefined();
    expect(tokenOf(await one.connect(gateway))).not.toBe(token);
  });

  test("rotating ends the old token at once; only the device itself is told the new one", async () => {
    const gateway = openDevices();
    const { one, token } = await pair(gateway);
    const target = { deviceId: one.id, role: "operator" as const };
    const session = await gateway.devices.authenticate(token);
    expect(await gateway.devices.rotate(target, operator)).toMatchObject({ status: "done" });
    expect(await gateway.devices.authenticate(token)).toBeUndefined();
    expect(session && holds(await gateway.store.device(one.id), session, gateway.clock.now())).toBe(false);
    const second = tokenOf(await one.connect(gateway));
    const own = await gateway.devices.rotate(target, { ...withScopes("operator.read"), deviceId: one.id });
    expect(own).toMatchObject({ status: "rotated" });
    expect(await gateway.devices.authenticate(second)).toBeUndefined();
    expect(await gateway.devices.authenticate(own.status === "rotated" ? own.token : "")).toMatchObject({
      deviceId: one.id,
    });
  });

  test("rotating can narrow scopes and never widen them", async () => {
    const gateway = openDevices();
    const { one } = await pair(gateway, { scopes: ["operator.read", "operator.approvals"] });
    const target = { deviceId: one.id, role: "operator" as const };
    const wider = await gateway.devices.rotate({ ...target, scopes: ["operator.admin"] }, operator);
    expect(wider).toEqual({ status: "forbidden", because: "beyond_your_scopes" });
    expect(await gateway.devices.rotate({ ...target, scopes: ["operator.read"] }, operator)).toMatchObject({
      status: "done",
    });
    expect(await one.connect(gateway, { scopes: ["operator.approvals"] })).toMatchObject({ because: "wider_scopes" });
  });
});
