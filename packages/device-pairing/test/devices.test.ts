import { createDeviceKey, holds, readClaim, readDeviceKey, type Scope } from "@moltbot/device-pairing";
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

const narrow = withScopes("operator.pairing", "operator.read");

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

describe("who may [R4.3]", () => {
  const wishes: readonly (readonly [string, Parameters<typeof pair>[1] & object])[] = [
    ["read", { scopes: ["operator.read"] }],
    ["write", { scopes: ["operator.write"] }],
    ["admin", { scopes: ["operator.admin"] }],
    ["a node", { role: "node", scopes: [] }],
  ];
  const callers = {
    nobody: withScopes(),
    "a reader": withScopes("operator.read", "operator.write", "operator.approvals"),
    "an approver": narrow,
    "the operator": operator,
  };
  const allowed: Record<string, readonly string[]> = {
    nobody: [],
    "a reader": [],
    "an approver": ["read"],
    "the operator": ["read", "write", "admin", "a node"],
  };
  for (const [who, caller] of Object.entries(callers)) {
    for (const [what, wish] of wishes) {
      const may = allowed[who]?.includes(what) ?? false;
      test(`${who} ${may ? "may" : "may not"} let in ${what}`, async () => {
        const gateway = openDevices();
        const id = requestOf(await device().connect(gateway, wish));
        const outcome = await gateway.devices.approve(id, caller);
        expect(outcome.status).toBe(may ? "approved" : "forbidden");
        if (!may) expect(gateway.names()).toContain("device.refused");
        expect(await gateway.devices.pending(operator)).toHaveLength(may ? 0 : 1);
        const code = await gateway.devices.joinCode(
          { role: wish.role ?? "operator", scopes: wish.scopes ?? [] },
          caller,
        );
        expect(code.status).toBe(may ? "made" : "forbidden");
      });
    }
  }

  test("nobody approves their own device's request, whatever they have", async () => {
    const gateway = openDevices();
    const { one, token } = await pair(gateway, { scopes: ["operator.admin"] });
    const id = requestOf(await one.connect(gateway, { role: "node", scopes: [], token }));
    const own = { ...operator, deviceId: one.id };
    expect(await gateway.devices.approve(id, own)).toEqual({ status: "forbidden", because: "own_request" });
  });

  test("who may not decide learns nothing about which requests exist", async () => {
    const gateway = openDevices();
    const id = requestOf(await device().connect(gateway));
    for (const asked of [id, "dev_00000000000000000000000000", "", `${id}x`]) {
      expect(await gateway.devices.approve(asked, withScopes("operator.read"))).toMatchObject({
        status: "forbidden",
        because: "not_approver",
      });
    }
    expect(await gateway.devices.approve(`${id.slice(0, -1)}`, operator)).toEqual({ status: "not_found" });
    expect(await gateway.devices.pending(withScopes("operator.read"))).toEqual([]);
  });

  test("several people are several people, and rights are counted at the end", async () => {
    let rights: Scope[] = ["operator.pairing", "operator.read"];
    const gateway = openDevices({ requiredApprovals: 2, scopesOf: (who) => (who === undefined ? [] : rights) });
    const person = (id: string) => ({
      ...narrow,
      name: id,
      via: "chat" as const,
      principal: { channel: "telegram", account: "default", id },
    });
    const id = requestOf(await device().connect(gateway));
    expect(await gateway.devices.approve(id, person("1"))).toMatchObject({ status: "voted", have: 1 });
    expect(await gateway.devices.approve(id, person("1"))).toMatchObject({ status: "voted", have: 1 });
    rights = ["operator.read"];
    expect(await gateway.devices.approve(id, person("2"))).toMatchObject({ status: "voted", have: 0 });
    rights = ["operator.pairing", "operator.read"];
    expect(await gateway.devices.approve(id, person("3"))).toMatchObject({ status: "approved" });
  });

  test("a device without admin sees and manages itself only", async () => {
    const gateway = openDevices();
    const [a, b] = [await pair(gateway), await pair(gateway)];
    const asA = { ...narrow, deviceId: a.one.id };
    expect((await gateway.devices.list(asA)).map(({ id }) => id)).toEqual([a.one.id]);
    expect(await gateway.devices.list(operator)).toHaveLength(2);
    const other = { deviceId: b.one.id, role: "operator" as const };
    for (const outcome of [
      await gateway.devices.rotate(other, asA),
      await gateway.devices.revoke(other, asA),
      await gateway.devices.remove(b.one.id, asA),
      await gateway.devices.label(b.one.id, "mine", asA),
    ]) {
      expect(outcome).toEqual({ status: "forbidden", because: "not_your_device" });
    }
    expect(await gateway.devices.label(a.one.id, "My phone", asA)).toMatchObject({ status: "done" });
  });

  test("a removed device is gone with everything it asked for", async () => {
    const gateway = openDevices();
    const { one, token } = await pair(gateway);
    const id = requestOf(await one.connect(gateway, { scopes: ["operator.write"], token }));
    expect(await gateway.devices.remove(one.id, operator)).toMatchObject({ status: "done" });
    expect(await gateway.devices.approve(id, operator)).toMatchObject({ status: "already" });
    expect(await gateway.devices.authenticate(token)).toBeUndefined();
    expect(await gateway.devices.remove(one.id, operator)).toEqual({ status: "not_found" });
  });
});

describe("join codes", () => {
  test("work once, for no more than they were made for, and a person still answers", async () => {
    const gateway = openDevices();
    const made = await gateway.devices.joinCode({ role: "operator", scopes: ["operator.read"] }, operator);
    const code = made.status === "made" ? made.code : "";
    const one = device();
    expect(await one.connect(gateway, { scopes: ["operator.admin"], joinCode: code })).toMatchObject({
      because: "join_code_narrower",
    });
    const outcome = await one.connect(gateway, { joinCode: code });
    expect(outcome).toMatchObject({
      status: "not_paired",
      approval: { payload: { joinCode: made.status === "made" && made.id } },
    });
    expect(await device().connect(gateway, { joinCode: code })).toMatchObject({ because: "join_code_invalid" });
    expect(await device().connect(gateway, { joinCode: "nonsense" })).toMatchObject({ because: "join_code_invalid" });
  });

  test("end with their time", async () => {
    const gateway = openDevices();
    const made = await gateway.devices.joinCode({ role: "operator", scopes: ["operator.read"] }, operator);
    await gateway.clock.advance(300_000);
    const code = made.status === "made" ? made.code : "";
    expect(await device().connect(gateway, { joinCode: code })).toMatchObject({ because: "join_code_invalid" });
  });
});

describe("keys and claims", () => {
  test("a key comes back from its text, and nothing else does", () => {
    const key = createDeviceKey();
    expect(readDeviceKey(key.privateKey)).toEqual(key);
    for (const text of ["", "hello", key.privateKey.slice(0, 60)]) {
      expect(() => readDeviceKey(text)).toThrow(expect.objectContaining({ code: "invalid" }));
    }
  });

  test("a claim that is not one says what is wrong", () => {
    const good = device().claim(1, challenge());
    expect(readClaim(good)).toEqual(good);
    const bad: [object, string][] = [
      [{ deviceId: good.deviceId.toUpperCase() }, "device.id"],
      [{ publicKey: `${good.publicKey}=` }, "publicKey"],
      [{ signature: good.signature.slice(1) }, "signature"],
      [{ clientId: "a|b" }, "client.id"],
      [{ platform: "a,b" }, "client.platform"],
      [{ platform: "a\u200b" }, "client.platform"],
      [{ role: "root" }, "role"],
      [{ scopes: "operator.read" }, "scopes"],
      [{ scopes: ["operator.root"] }, "scopes"],
      [{ signedAt: 1.5 }, "signedAt"],
      [{ nonce: "a b" }, "nonce"],
    ];
    for (const [change, part] of bad) expect(readClaim({ ...good, ...change })).toContain(part);
    for (const value of [null, 1, "x", []]) expect(readClaim(value)).toBeTypeOf("string");
  });
});
