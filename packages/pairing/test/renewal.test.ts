import { describe, expect, test } from "vitest";
import type { Grant } from "../src/index.ts";
import { ana, by, minute, operator, owner, setUp } from "./support.ts";

const hour = 60 * minute;
const day = 24 * hour;
const month = 30 * day;

/** Ana is paired under these rules. */
async function paired(rules: Parameters<typeof setUp>[0] = {}) {
  const world = setUp({ ...rules, rules: { ttlMs: month, remindBeforeMs: 3 * day, ...rules.rules } });
  const id = await world.ask();
  await world.pairing.approve(id, operator);
  const grant = async (): Promise<Grant> => {
    const { grant: held } = await world.store.standing(ana);
    if (held === undefined) throw new Error("not paired");
    return held;
  };
  world.events.length = 0;
  return { ...world, id, grant };
}

describe("[R3.6] A pairing that renews by activity", () => {
  test("lives on, and writes at most once in a twentieth of its time, a day at most", async () => {
    const { pairing, clock, events, grant } = await paired();
    const first = await grant();
    await clock.advance(day - 1);
    expect(await pairing.active(await grant())).toEqual(first);
    expect(events).toEqual([]);
    await clock.advance(1);
    const renewed = await pairing.active(await grant());
    expect(renewed).toEqual({ ...first, renewedAt: clock.now(), expiresAt: clock.now() + month });
    expect(await grant()).toEqual(renewed);
    expect(events).toMatchObject([
      { event: "pairing.renewed", reason: "activity", subject: ana, data: { until: renewed.expiresAt } },
    ]);
    for (let i = 0; i < 20; i++) await pairing.active(await grant());
    expect(events).toHaveLength(1);
  });

  test("ends in the millisecond of its end, and nothing revives it", async () => {
    const { pairing, clock, events, grant } = await paired();
    const { expiresAt = 0 } = await grant();
    await clock.advance(expiresAt - clock.now());
    await pairing.active(await grant());
    expect(events).toEqual([]);
    expect((await pairing.request(ana, {})).status).toBe("filed");
  });

  test("is not renewed from what a caller remembers of it", async () => {
    const { pairing, clock, store, grant } = await paired();
    const remembered = await grant();
    await clock.advance(2 * day);
    await pairing.unpair(ana, operator);
    await pairing.active(remembered);
    expect(await store.standing(ana)).toEqual({});
  });

  test("loses its end when the rule that set it is gone", async () => {
    const { pairing, clock, setRules, store, ask } = setUp();
    setRules({ ttlMs: month });
    await pairing.approve(await ask(), operator);
    await clock.advance(minute);
    setRules({});
    const { grant } = await store.standing(ana);
    if (grant?.expiresAt === undefined) throw new Error("it has an end");
    const { expiresAt: _end, ...rest } = grant;
    expect(await pairing.active(grant)).toEqual({ ...rest, renewedAt: clock.now() });
  });
});

describe("[R3.6] A rule that changes", () => {
  test("counts from the last renewal when it is made shorter, also for old pairings without an end", async () => {
    const { pairing, clock, setRules, ask } = setUp();
    await pairing.approve(await ask(), operator);
    await clock.advance(10 * day);
    expect((await pairing.request(ana, {})).status).toBe("paired");
    setRules({ ttlMs: 10 * day + 1 });
    expect(await pairing.request(ana, {})).toMatchObject({ status: "paired", grant: { expiresAt: clock.now() + 1 } });
    setRules({ ttlMs: 10 * day });
    expect((await pairing.request(ana, {})).status).toBe("filed");
  });

  test("brings nothing back that was written down as over", async () => {
    const { pairing, clock, setRules, store, grant } = await paired();
    await clock.advance(2 * day);
    setRules({ ttlMs: day });
    await pairing.tend();
    const { lapsedAt, expiresAt } = await grant();
    expect([lapsedAt, expiresAt]).toEqual([clock.now(), clock.now() - day]);
    setRules({ ttlMs: month });
    expect((await store.standing(ana)).grant?.expiresAt).toBe(expiresAt);
    expect((await pairing.request(ana, {})).status).toBe("filed");
  });
});

describe("[R3.6] A pairing that must be renewed by hand", () => {
  const byHand = { rules: { renewalRequired: true } };

  test("is not kept by activity", async () => {
    const { pairing, clock, events, grant } = await paired(byHand);
    await clock.advance(20 * day);
    await pairing.active(await grant());
    expect(events).toEqual([]);
  });

  test("takes a request near its end, which renews it and keeps the session", async () => {
    const { pairing, clock, store, grant, ask } = await paired(byHand);
    const [before, session] = [await grant(), (await store.user(ana))?.session];
    await clock.advance(month - 3 * day - 1);
    expect((await pairing.request(ana, {})).status).toBe("paired");
    await clock.advance(1);
    const id = await ask();
    expect((await store.approvals.get(id))?.payload["renews"]).toBe(before.expiresAt);
    expect((await pairing.request(ana, {})).status).toBe("pending");
    expect(await pairing.approve(id, by(owner))).toMatchObject({ status: "approved" });
    const after = await grant();
    expect(after).toMatchObject({
      grantedAt: before.grantedAt,
      renewedAt: clock.now(),
      expiresAt: clock.now() + month,
      via: id,
    });
    expect((await store.user(ana))?.session).toEqual(session);
  });

  test("stays as it is until its end when the request is denied", async () => {
    const { pairing, clock, grant, ask } = await paired(byHand);
    const before = await grant();
    await clock.advance(month - day);
    await pairing.deny(await ask(), operator);
    expect(await grant()).toEqual(before);
    expect(await pairing.request(ana, {})).toMatchObject({ status: "limited", because: "cooldown" });
  });

  test("begins anew after its end, in the same session", async () => {
    const { pairing, clock, store, grant, ask } = await paired(byHand);
    const session = (await store.user(ana))?.session;
    await clock.advance(month);
    const again = await ask();
    expect((await store.approvals.get(again))?.payload["renews"]).toBeUndefined();
    await pairing.approve(again, operator);
    expect((await grant()).renewedAt).toBeUndefined();
    expect((await grant()).grantedAt).toBe(clock.now());
    expect((await store.user(ana))?.session).toEqual(session);
  });
});

describe("[R3.6] Reminders and lapses", () => {
  test("each is written down once for one end, with when it is", async () => {
    const { pairing, clock, events, grant, names } = await paired();
    const { expiresAt = 0 } = await grant();
    await clock.advance(month - 3 * day - 1);
    await pairing.tend();
    expect(events).toEqual([]);
    await clock.advance(1);
    await Promise.all([pairing.tend(), pairing.tend(), pairing.tend()]);
    expect(events).toMatchObject([
      { event: "pairing.reminded", reason: "inactive", subject: ana, data: { end: expiresAt } },
    ]);
    await pairing.active(await grant());
    expect((await grant()).remindedAt).toBeUndefined();
    await clock.advance(month);
    await Promise.all([pairing.tend(), pairing.tend()]);
    await pairing.tend();
    expect(names()).toEqual(["pairing.reminded inactive", "pairing.renewed activity", "pairing.lapsed ttl"]);
  });

  test("say that a request is needed where it is", async () => {
    const { pairing, clock, names } = await paired({ rules: { renewalRequired: true } });
    await clock.advance(month - day);
    await pairing.tend();
    expect(names()).toEqual(["pairing.reminded renewal_required"]);
  });

  test("go to nobody whom the bot does not answer", async () => {
    const { pairing, clock, store, names, setRules } = await paired();
    setRules({ ttlMs: month, remindBeforeMs: 3 * day, offersPairing: () => false });
    await clock.advance(month - day);
    await pairing.tend();
    expect(names()).toEqual([]);
    expect(await store.ending({ before: clock.now() + month, unreminded: true, limit: 9 })).toEqual([]);
  });
});
