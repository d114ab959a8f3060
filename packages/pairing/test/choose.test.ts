import { describe, expect, test } from "vitest";
import { ana, by, operator, owner, setUp } from "./support.ts";

describe("[R1.4] [R6.4] What an operator chooses for one person", () => {
  test("is kept beside the session, with its event, and counts at once", async () => {
    const { pairing, ask, store, clock, events } = setUp();
    await pairing.approve(await ask(), operator);
    const done = await pairing.choose(ana, operator, { agent: "dev", permissions: ["read", "read"] });
    expect(done).toEqual({ status: "done", principal: ana, cancelled: [] });
    const choice = { agent: "dev", permissions: ["read"], chosenAt: clock.now(), chosenBy: "operator" };
    expect((await store.standing(ana)).choice).toEqual(choice);
    expect(events.at(-1)).toMatchObject({
      event: "user.session_changed",
      subject: ana,
      data: { agent: "dev", permissions: ["read"] },
    });
  });

  test("changes one word at a time, and null takes it back", async () => {
    const { pairing, store, events } = setUp();
    await pairing.choose(ana, operator, { agent: "dev" });
    await pairing.choose(ana, operator, { permissions: [] });
    expect((await store.standing(ana)).choice).toMatchObject({ agent: "dev", permissions: [] });
    await pairing.choose(ana, operator, { agent: null });
    expect((await store.standing(ana)).choice).not.toHaveProperty("agent");
    await pairing.choose(ana, operator, { permissions: null });
    expect(await store.standing(ana)).toEqual({});
    expect(events.at(-1)?.data).toEqual({});
    const count = events.length;
    expect((await pairing.choose(ana, operator, { permissions: null })).status).toBe("unchanged");
    expect(events).toHaveLength(count);
  });

  test("ends with the pairing: whoever is let in anew starts as everybody does", async () => {
    const { pairing, ask, store } = setUp();
    await pairing.approve(await ask(), operator);
    await pairing.choose(ana, operator, { permissions: ["exec"] });
    await pairing.unpair(ana, operator);
    await pairing.admit(ana, operator);
    expect((await store.standing(ana)).choice).toBeUndefined();
  });

  test("is the operator's alone to choose, and the refusal is written down", async () => {
    const { pairing, store, events } = setUp();
    const outcome = await pairing.choose(ana, by(owner), { permissions: ["admin"] });
    expect(outcome).toEqual({ status: "forbidden", because: "not_approver" });
    expect(await store.standing(ana)).toEqual({});
    expect(events).toMatchObject([{ event: "user.refused", outcome: "denied", reason: "not_approver" }]);
  });
});
