import type { Scope } from "@moltbot/device-pairing";
import { describe, expect, test } from "vitest";
import { device, openDevices, operator, pair, requestOf, withScopes } from "./support.ts";

const narrow = withScopes("operator.pairing", "operator.read");

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
