import type { Principal } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { ana, by, minute, operator, owner, person, setUp } from "./support.ts";

const day = 24 * 60 * minute;
const [onDiscord, atWork] = [{ channel: "discord", account: "default", id: "77" }, person("42", "work")];
const family: readonly Principal[] = [ana, onDiscord, atWork];
const isFamily = (who: Principal): boolean =>
  family.some(({ channel, id }) => channel === who.channel && id === who.id);
const rules = {
  personOf: (who: Principal): string => (isFamily(who) ? "ana" : `${who.channel}:${who.id}`),
  linkedTo: (who: Principal): readonly Principal[] => (isFamily(who) ? family : []),
};

describe("[R3.8] A block covers the whole person", () => {
  test("every identity of theirs, with what it has and asked for", async () => {
    const { pairing, ask, store, events } = setUp({ rules });
    await pairing.approve(await ask(onDiscord), operator);
    const waiting = await ask(atWork);
    const done = await pairing.block(ana, by(owner), { reason: "spam" });
    expect(done).toMatchObject({
      status: "done",
      principal: ana,
      also: [onDiscord, atWork],
      cancelled: [{ id: waiting }],
    });
    for (const who of family) {
      expect((await store.standing(who)).block).toMatchObject({ principal: who, reason: "spam" });
      expect((await pairing.request(who, {})).status).toBe("blocked");
    }
    expect((await store.standing(onDiscord)).grant).toBeUndefined();
    const blocked = events.filter(({ event }) => event === "user.blocked");
    expect(blocked.map(({ subject, reason }) => [subject, reason])).toEqual([
      [ana, undefined],
      [onDiscord, "linked"],
      [atWork, "linked"],
    ]);
  });

  test("one that writes for the first time, or is linked afterwards, included; unblocking covers the same", async () => {
    const { pairing, store } = setUp({ rules });
    await pairing.block(onDiscord, operator);
    expect((await store.user(ana))?.block).toBeUndefined();
    expect((await pairing.request(ana, {})).status).toBe("blocked");
    expect(await pairing.admit(atWork, operator)).toMatchObject({ because: "blocked" });
    expect(await pairing.unblock(ana, operator)).toMatchObject({ status: "done", also: [onDiscord] });
    expect((await pairing.request(ana, {})).status).toBe("filed");
    expect(await pairing.unblock(ana, operator)).toEqual({ status: "unchanged", principal: ana });
  });

  test("nobody approves the request of their own other identity, and an owner's are safe", async () => {
    const { pairing, ask } = setUp({ rules: { ...rules, isApprover: (who) => who.channel === "discord" } });
    expect(await pairing.approve(await ask(ana), by(onDiscord))).toMatchObject({ because: "own_request" });
    const owned = setUp({ rules: { ...rules, isOwner: (who) => who.channel === "discord" } });
    expect(await owned.pairing.block(ana, operator)).toMatchObject({ because: "owner" });
  });
});

describe("[R3.8] A block with an end", () => {
  test("holds until it, and then the person is as one who is not paired", async () => {
    const { pairing, ask, store, clock } = setUp();
    await pairing.approve(await ask(), operator);
    const until = clock.now() + day;
    expect(await pairing.block(ana, operator, { forMs: day })).toMatchObject({ status: "done", until });
    await clock.advance(day - 1);
    expect((await pairing.request(ana, {})).status).toBe("blocked");
    await clock.advance(1);
    expect((await store.standing(ana)).grant).toBeUndefined();
    expect((await pairing.request(ana, {})).status).toBe("filed");
    expect(await pairing.unblock(ana, operator)).toEqual({ status: "unchanged", principal: ana });
    expect(await pairing.block(ana, operator)).toMatchObject({ status: "done" });
  });

  test("is made longer by another, never shorter", async () => {
    const { pairing, store, clock } = setUp();
    await pairing.block(ana, operator, { forMs: day, reason: "first" });
    expect(await pairing.block(ana, operator, { forMs: day - 1 })).toEqual({ status: "unchanged", principal: ana });
    await pairing.block(ana, by(owner), { forMs: 2 * day });
    expect((await store.standing(ana)).block).toMatchObject({
      expiresAt: clock.now() + 2 * day,
      blockedBy: "telegram:1",
    });
    await pairing.block(ana, operator, { reason: "for good" });
    expect((await store.standing(ana)).block).toMatchObject({ reason: "for good" });
    expect((await store.standing(ana)).block?.expiresAt).toBeUndefined();
    expect(await pairing.block(ana, operator, { forMs: day })).toEqual({ status: "unchanged", principal: ana });
  });
});
