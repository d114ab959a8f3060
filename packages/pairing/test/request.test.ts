import { createMemoryRateLimiter, isId, MoltbotError } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { ana, by, minute, operator, owner, person, setUp } from "./support.ts";

describe("[R3.3] A request", () => {
  test("carries an unguessable id, a code, what the platform says about the person, and an expiry", async () => {
    const { pairing, clock, store } = setUp();
    const outcome = await pairing.request(
      ana,
      { displayName: "Ana", username: "ana", phone: "+34600000000" },
      { firstMessage: "hello", claim: "@ana" },
    );
    expect(outcome.status).toBe("filed");
    const [approval] = await pairing.pending();
    expect(isId(approval?.id ?? "", "pair")).toBe(true);
    expect(approval).toMatchObject({
      requester: ana,
      required: 1,
      expiresAt: clock.now() + 60 * minute,
      payload: {
        channel: "telegram",
        account: "default",
        userId: "42",
        code: expect.stringMatching(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/),
        displayName: "Ana",
        username: "ana",
        phone: "+34600000000",
        firstMessage: "hello",
        claim: "@ana",
      },
    });
    expect(await store.user(ana)).toMatchObject({ profile: { displayName: "Ana" }, firstSeenAt: clock.now() });
  });

  test("holds hostile text harmless and short", async () => {
    const { pairing } = setUp();
    const hostile = "\u202eanA\u001b[31m\u0000\n".repeat(1000);
    await pairing.request(ana, { displayName: hostile, username: "\u200b" }, { firstMessage: hostile });
    const [approval] = await pairing.pending();
    expect(approval?.payload["displayName"]).toMatch(/^anA\[31m anA.{100,}…$/u);
    expect(approval?.payload["username"]).toBeUndefined();
    expect([...String(approval?.payload["firstMessage"])]).toHaveLength(160);
    expect(JSON.stringify(approval)).not.toMatch(/[\u0000-\u001f\u202e\u200b]|\\u001b/);
  });

  test("is returned again while it waits, and renewed after it expired", async () => {
    const { ask, clock, names } = setUp();
    const first = await ask();
    await clock.advance(59 * minute);
    expect(await ask()).toBe(first);
    await clock.advance(minute);
    expect(await ask()).not.toBe(first);
    expect(names()).toEqual(["pairing.requested", "pairing.expired timeout", "pairing.requested"]);
  });

  test("names nobody in what is hashed for good", async () => {
    const { pairing, events, ask } = setUp();
    await pairing.request(ana, { displayName: "Ana", username: "ana" }, { firstMessage: "it's me", claim: "@ana" });
    await pairing.approve(await ask(), operator);
    for (const { actor: _a, subject: _s, personal: _p, ...hashed } of events) {
      expect(JSON.stringify(hashed)).not.toMatch(/ana|"42"|it's me/i);
    }
  });
});

describe("[R3.2] Each refusal has its own answer", () => {
  test("owner, blocked, paired and not offered", async () => {
    const { pairing, setRules } = setUp();
    expect(await pairing.request(owner, {})).toEqual({ status: "owner" });
    await pairing.admit(ana, operator);
    expect(await pairing.request(ana, {})).toMatchObject({ status: "paired", grant: { principal: ana } });
    setRules({ offersPairing: () => false });
    expect(await pairing.request(ana, {})).toMatchObject({ status: "paired" });
    expect(await pairing.request(person("9"), {})).toEqual({ status: "not_offered" });
    await pairing.block(ana, operator);
    expect(await pairing.request(ana, {})).toEqual({ status: "blocked" });
    setRules({ isOwner: () => true });
    expect(await pairing.request(ana, {})).toEqual({ status: "owner" });
  });

  test("a denial holds them off for a while", async () => {
    const { pairing, ask, clock } = setUp();
    await pairing.deny(await ask(), operator);
    await clock.advance(minute);
    const early = await pairing.request(ana, {});
    expect(early).toEqual({ status: "limited", because: "cooldown", retryAfterMs: 9 * minute });
    await clock.advance(9 * minute);
    expect((await pairing.request(ana, {})).status).toBe("filed");
  });

  test("so does asking too often, for this person only", async () => {
    const { pairing, ask, clock } = setUp({ rules: { maxRequestsPerHour: 2, requestTtlMs: minute } });
    for (let i = 0; i < 2; i++) {
      await ask();
      await clock.advance(minute);
    }
    const refused = await pairing.request(ana, {});
    expect(refused).toEqual({ status: "limited", because: "rate", retryAfterMs: 58 * minute });
    expect((await pairing.request(person("7"), {})).status).toBe("filed");
  });

  test("[R0.3] a limiter that is out of reach limits", async () => {
    const limiter = {
      ...createMemoryRateLimiter(),
      hit: () => Promise.reject(new MoltbotError("unavailable", "Redis is gone")),
    };
    const { pairing, events } = setUp({ limiter });
    expect(await pairing.request(ana, {})).toMatchObject({ status: "limited", because: "rate" });
    expect(await pairing.pending()).toEqual([]);
    expect(events).toEqual([]);
  });

  test("a queue that is full of people who asked alone asks to come back in the next minute", async () => {
    const { pairing, ask, clock, names } = setUp({ rules: { maxPending: 1 } });
    clock.set(Math.ceil(clock.now() / minute) * minute + 15_000);
    await ask(person("a"));
    expect(await pairing.request(ana, {})).toEqual({ status: "busy", retryAfterMs: 45_000 });
    expect(names().at(-1)).toBe("pairing.refused queue_full");
  });

  test("a full queue lets in who comes in a quieter minute, and forgets whom it pushed out", async () => {
    const { pairing, ask, clock, names, store } = setUp({ rules: { maxPending: 2 } });
    clock.set(Math.ceil(clock.now() / minute) * minute + 15_000);
    await ask(person("a"));
    const gone = await ask(person("b"));
    await clock.advance(45_000);
    expect((await pairing.request(ana, {})).status).toBe("filed");
    expect(names().slice(-2)).toEqual(["pairing.displaced queue_full", "pairing.requested"]);
    const waiting = await pairing.pending();
    expect(waiting.map((approval) => approval.payload["userId"])).toEqual(["a", "42"]);
    expect(await store.approvals.get(gone)).toBeUndefined();
    expect(await store.user(person("b"))).toBeUndefined();
    expect((await pairing.approve(gone, operator)).status).toBe("not_found");
  });

  test("a lapsed pairing does not stand in the way", async () => {
    const { pairing, ask, clock, store } = setUp({ rules: { ttlMs: minute } });
    await pairing.approve(await ask(), operator);
    await clock.advance(minute - 1);
    expect((await pairing.request(ana, {})).status).toBe("paired");
    await clock.advance(1);
    await pairing.approve(await ask(), operator);
    expect((await store.standing(ana)).grant?.expiresAt).toBe(clock.now() + minute);
  });
});

describe("[R3.2] A thousand strangers", () => {
  test("fill the queue and no more; the friend of the owner still pairs; the log stays bounded", async () => {
    const { pairing, ask, clock, events, store } = setUp({ rules: { maxPending: 20 } });
    await pairing.block(person("blocked"), operator);
    for (let i = 0; i < 1000; i++) {
      if (i % 100 === 0) await clock.advance(minute);
      await pairing.request(person(`s${i}`), { displayName: `Stranger ${i}` });
    }
    expect(await pairing.request(person("blocked"), {})).toEqual({ status: "blocked" });
    await clock.advance(minute);
    const id = await ask(ana);
    for (let i = 0; i < 500; i++) await pairing.request(person(`t${i}`), {});
    expect(await pairing.pending()).toHaveLength(20);
    expect((await pairing.approve(id, by(owner))).status).toBe("approved");
    expect((await store.users()).length).toBeLessThan(100);
    expect(events.length).toBeLessThan(450);
  });

  test("cannot keep out a friend who asks before, after, or again after they have stopped, all in one minute", async () => {
    const { pairing, ask, clock } = setUp({ rules: { maxPending: 20, maxRequestsPerHour: 10 } });
    clock.set(Math.ceil(clock.now() / minute) * minute);
    const tick = (): void => clock.set(clock.now() + 20);
    const flood = async (from: number): Promise<void> => {
      for (let i = from; i < from + 500; i++) {
        tick();
        await pairing.request(person(`s${i}`), {});
      }
      tick();
    };
    const before = await ask(person("before"));
    await flood(0);
    await pairing.request(person("amidst"), {});
    await flood(500);
    const after = await ask(person("after"));
    tick();
    const again = await ask(person("amidst"));
    expect(await pairing.pending()).toHaveLength(20);
    for (const id of [before, after, again]) {
      expect((await pairing.approve(id, by(owner))).status).toBe("approved");
    }
  });

  test("cannot keep out a friend whom the allowlist names, not even within one minute", async () => {
    const { pairing } = setUp({ rules: { maxPending: 20 } });
    for (let i = 0; i < 100; i++) await pairing.request(person(`s${i}`), {});
    const claiming = await pairing.request(ana, { username: "ana" }, { claim: "@ana" });
    expect(claiming.status).toBe("filed");
    for (let i = 0; i < 100; i++) await pairing.request(person(`t${i}`), {}, { claim: "@fake" });
    const waiting = await pairing.pending();
    expect(waiting).toHaveLength(20);
    expect(waiting.some((approval) => approval.payload["userId"] === "42")).toBe(true);
  });
});
