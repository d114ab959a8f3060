import { describe, expect, test } from "vitest";
import { ana, by, minute, operator, owner, person, setUp } from "./support.ts";

describe("[R3.8] Blocking", () => {
  test("takes pairing and session away and cancels what they asked for", async () => {
    const { pairing, ask, store, clock, events } = setUp();
    await pairing.approve(await ask(), operator);
    const done = await pairing.block(ana, by(owner), { reason: "spam\u001b[2J" });
    expect(done).toEqual({ status: "done", principal: ana, cancelled: [] });
    const block = { principal: ana, blockedAt: clock.now(), blockedBy: "telegram:1", reason: "spam[2J" };
    expect(await store.standing(ana)).toEqual({ block });
    expect((await store.user(ana))?.session).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ event: "user.blocked", subject: ana, personal: { reason: "spam[2J" } });

    const waiting = person("43");
    const id = await ask(waiting);
    expect(await pairing.block(waiting, operator)).toMatchObject({
      status: "done",
      cancelled: [{ id, status: "cancelled", because: "blocked" }],
    });
    expect(await pairing.approve(id, operator)).toMatchObject({ status: "already", approval: { because: "blocked" } });
  });

  test("works on somebody never seen, and a second time changes nothing", async () => {
    const { pairing, store, events } = setUp();
    expect((await pairing.block(ana, operator)).status).toBe("done");
    expect(await pairing.block(ana, by(owner))).toEqual({ status: "unchanged", principal: ana });
    expect((await store.user(ana))?.block?.blockedBy).toBe("operator");
    expect(events).toHaveLength(1);
  });

  test("[R1.1] never hits an owner, and says so", async () => {
    const { pairing, store, events } = setUp();
    expect(await pairing.block(owner, operator)).toEqual({ status: "forbidden", because: "owner" });
    expect(await store.standing(owner)).toEqual({});
    expect(events).toMatchObject([
      { event: "user.refused", outcome: "denied", reason: "owner", data: { verb: "block" } },
    ]);
  });

  test("is for approvers and never for oneself", async () => {
    const { pairing, store } = setUp();
    const because = async (outcome: Promise<unknown>, reason: string): Promise<void> =>
      expect(await outcome).toEqual({ status: "forbidden", because: reason });
    const [stranger, approver] = [person("666"), person("2")];
    for (const verb of ["block", "unblock", "unpair"] as const) {
      await because(pairing[verb](ana, by(stranger)), "not_approver");
      await because(pairing[verb](approver, by(approver)), "self");
    }
    await pairing.block(approver, operator);
    await because(pairing.unblock(approver, by(approver)), "not_approver");
    await because(pairing.block(ana, by(approver)), "not_approver");
    expect(await store.standing(ana)).toEqual({});
  });

  test("ends a request that slipped in beside it as soon as somebody answers it", async () => {
    const { pairing, ask, store, clock } = setUp();
    const id = await ask();
    const block = { principal: ana, blockedAt: clock.now(), blockedBy: "operator" };
    await store.commit({ changes: [{ type: "put-block", block }], events: [] });
    expect(await pairing.approve(id, by(person("666")))).toMatchObject({ status: "forbidden" });
    expect(await pairing.approve(id, operator)).toMatchObject({ status: "already", approval: { because: "blocked" } });
    expect(await store.standing(ana)).toEqual({ block });
  });
});

describe("[R3.8] Unblocking and unpairing", () => {
  test("unblocking gives no pairing back", async () => {
    const { pairing, ask, store } = setUp();
    await pairing.approve(await ask(), operator);
    await pairing.block(ana, operator);
    expect((await pairing.unblock(ana, by(owner))).status).toBe("done");
    expect((await pairing.unblock(ana, operator)).status).toBe("unchanged");
    expect(await store.standing(ana)).toEqual({});
    expect((await pairing.request(ana, {})).status).toBe("filed");
  });

  test("unpairing takes grant, session and pending request, and they may ask again", async () => {
    const { pairing, ask, store, names } = setUp();
    await pairing.approve(await ask(), operator);
    expect(await pairing.unpair(ana, operator)).toEqual({ status: "done", principal: ana, cancelled: [] });
    expect(await pairing.unpair(ana, operator)).toEqual({ status: "unchanged", principal: ana });
    expect((await store.user(ana))?.session).toBeUndefined();
    const id = await ask();
    expect(await pairing.unpair(ana, operator)).toMatchObject({ status: "done", cancelled: [{ id }] });
    expect(names().slice(-2)).toEqual(["pairing.cancelled unpaired", "user.unpaired"]);
  });
});

describe("Pairing by hand", () => {
  test("pairs somebody who did not ask", async () => {
    const { pairing, store, names } = setUp();
    expect(await pairing.admit(ana, operator)).toEqual({ status: "done", principal: ana, cancelled: [] });
    expect(await store.user(ana)).toMatchObject({
      grant: { via: "forced", approvedBy: ["operator"] },
      session: { agent: "main" },
    });
    expect((await pairing.admit(ana, operator)).status).toBe("unchanged");
    expect(names()).toEqual(["pairing.forced"]);
  });

  test("approves their pending request, whatever number it needed", async () => {
    const { pairing, ask, store, names } = setUp({ rules: { requiredApprovals: 3 } });
    const id = await ask();
    await pairing.admit(ana, operator);
    expect((await store.standing(ana)).grant?.via).toBe(id);
    expect(await store.approvals.get(id)).toMatchObject({
      status: "approved",
      because: "forced",
      votes: [{ by: "operator", decision: "approve", via: "cli" }],
    });
    expect(names().slice(1)).toEqual(["pairing.approved forced", "pairing.forced"]);
  });

  test("lets an expired request expire and pairs all the same", async () => {
    const { pairing, ask, store, clock, names } = setUp();
    const id = await ask();
    clock.set(clock.now() + 60 * minute);
    await pairing.admit(ana, operator);
    expect((await store.standing(ana)).grant?.via).toBe("forced");
    expect(await store.approvals.get(id)).toMatchObject({ status: "expired", votes: [] });
    expect(names().slice(1)).toEqual(["pairing.expired timeout", "pairing.forced"]);
  });

  test("is for the operator only, and not for blocked people", async () => {
    const { pairing, store } = setUp();
    expect(await pairing.admit(ana, by(owner))).toEqual({ status: "forbidden", because: "not_approver" });
    await pairing.block(ana, operator);
    expect(await pairing.admit(ana, operator)).toEqual({ status: "forbidden", because: "blocked" });
    expect((await store.standing(ana)).grant).toBeUndefined();
    expect((await pairing.admit(owner, operator)).status).toBe("unchanged");
  });
});

describe("Tidying", () => {
  test("a list of so many is full, however many overdue ones stand in front of it", async () => {
    const { pairing, ask, clock } = setUp();
    for (let n = 0; n < 9; n++) await ask(person(`9${n}`));
    await clock.advance(60 * minute);
    const young: string[] = [];
    for (let n = 0; n < 3; n++) young.push(await ask(person(`8${n}`)));
    for (const limit of [0, 1, 2, 3, 4, 50]) {
      expect((await pairing.pending({ limit })).map(({ id }) => id)).toEqual(young.toSorted().slice(0, limit));
    }
  });

  test("writes down what has expired, once, and returns it", async () => {
    const { pairing, ask, clock, names } = setUp();
    const id = await ask();
    await clock.advance(59 * minute);
    const young = await ask(person("43"));
    await clock.advance(minute);
    expect((await pairing.pending()).map((approval) => approval.id)).toEqual([young]);
    expect((await pairing.expire()).map((approval) => approval.id)).toEqual([id]);
    expect(await pairing.expire()).toEqual([]);
    expect(names().filter((name) => name === "pairing.expired timeout")).toHaveLength(1);
  });
});
