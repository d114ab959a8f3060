import { createMemoryRateLimiter, MoltbotError, type RateLimiter } from "@moltbot/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AutoApproval } from "../src/index.ts";
import { ana, by, operator, owner, person, setUp } from "./support.ts";

const rule = "autoApprove.emailDomains:company.com";
const approval = (o: Partial<AutoApproval> = {}): AutoApproval => ({
  who: ana,
  profile: { displayName: "Ana", username: "ana" },
  rule,
  verified: { email: "ana@company.com" },
  maxPerHour: 20,
  ...o,
});

describe("automatic approval R3.7", () => {
  test("grants by the rule, makes a session, and is audited with what was verified beside the chain", async () => {
    const { pairing, store, events, clock } = setUp();
    const outcome = await pairing.autoApprove(approval());
    const grant = { principal: ana, grantedAt: clock.now(), via: rule, approvedBy: ["auto-approve"] };
    expect(outcome).toMatchObject({ status: "approved", grant, session: { agent: "main" } });
    expect((await store.user(ana))?.grant).toEqual(grant);
    expect((await store.user(ana))?.session).toBeDefined();
    expect(events).toMatchObject([
      { event: "pairing.auto_approved", outcome: "allowed", actor: { kind: "system" }, reason: rule, policy: "test" },
    ]);
    expect(events[0]?.personal).toEqual({ email: "ana@company.com" });
    expect(JSON.stringify(events[0]?.data ?? {})).not.toContain("ana@");
    expect(await pairing.autoApprove(approval())).toMatchObject({ status: "paired", grant });
    expect(events).toHaveLength(1);
  });

  test("ends the request that waited", async () => {
    const { pairing, store, ask, names } = setUp();
    const id = await ask();
    await pairing.autoApprove(approval());
    expect(await store.approvals.get(id)).toMatchObject({ status: "approved", because: "auto" });
    expect(names()).toEqual(["pairing.requested", `pairing.approved ${rule}`, `pairing.auto_approved ${rule}`]);
    expect(await pairing.approve(id, by(owner))).toMatchObject({ status: "already" });
  });

  test("never of who is blocked, by themselves or through another identity", async () => {
    const other = person("43");
    const { pairing, store } = setUp({
      rules: { linkedTo: (who) => (who.id === "42" ? [other] : who.id === "43" ? [ana] : []) },
    });
    await pairing.block(other, operator);
    expect(await pairing.autoApprove(approval())).toEqual({ status: "refused", because: "blocked" });
    await pairing.unblock(other, operator);
    expect(await pairing.autoApprove(approval())).toMatchObject({ status: "approved" });
    await pairing.block(ana, operator);
    expect(await pairing.autoApprove(approval())).toEqual({ status: "refused", because: "blocked" });
    expect((await store.standing(ana)).grant).toBeUndefined();
  });

  test("not of who was turned down lately, nor of who was paired before, nor where pairing is not offered", async () => {
    const { pairing, ask, clock, setRules } = setUp({ rules: { ttlMs: 1_000_000 } });
    await pairing.deny(await ask(), by(owner));
    expect(await pairing.autoApprove(approval())).toEqual({ status: "refused", because: "cooldown" });
    await clock.advance(600_001);
    setRules({ ttlMs: 1_000_000, offersPairing: () => false });
    expect(await pairing.autoApprove(approval())).toEqual({ status: "refused", because: "not_offered" });
    setRules({ ttlMs: 1_000_000 });
    expect(await pairing.autoApprove(approval())).toMatchObject({ status: "approved" });
    await clock.advance(1_000_000);
    expect(await pairing.autoApprove(approval())).toEqual({ status: "refused", because: "lapsed" });
  });

  test("over the cap, and without a limiter, people decide; a flood writes a bounded number of events", async () => {
    const { pairing, events, clock } = setUp();
    const many = Array.from({ length: 60 }, (_, n) => approval({ who: person(`n${n}`), maxPerHour: 3 }));
    const outcomes = await Promise.all(many.map((one) => pairing.autoApprove(one)));
    expect(outcomes.filter(({ status }) => status === "approved")).toHaveLength(3);
    expect(outcomes.filter((one) => one.status === "refused" && one.because === "limited")).toHaveLength(57);
    expect(events.filter(({ event }) => event === "pairing.auto_refused")).toHaveLength(10);
    await clock.advance(3_600_001);
    expect(await pairing.autoApprove(approval({ maxPerHour: 3 }))).toMatchObject({ status: "approved" });
    expect(await pairing.autoApprove(approval({ who: person("z"), maxPerHour: 0 }))).toMatchObject({
      because: "limited",
    });
    const limiter: RateLimiter = {
      hit: () => Promise.reject(new MoltbotError("unavailable", "down")),
      peek: () => Promise.reject(new MoltbotError("unavailable", "down")),
      reset: async () => {},
    };
    expect(await setUp({ limiter }).pairing.autoApprove(approval())).toEqual({ status: "refused", because: "limited" });
  });

  test("whatever happens before, at most the cap is let in per hour, and nobody who is blocked", async () => {
    const act = fc.record({
      who: fc.integer({ min: 0, max: 5 }),
      verb: fc.constantFrom("auto", "auto", "auto", "block", "unblock", "unpair", "ask", "deny"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), fc.integer({ min: 0, max: 4 }), async (acts, maxPerHour) => {
        const { pairing, store, events, ask } = setUp({ limiter: createMemoryRateLimiter() });
        for (const { who: n, verb } of acts) {
          const who = person(`p${n}`);
          if (verb === "auto") await pairing.autoApprove(approval({ who, maxPerHour }));
          else if (verb === "ask") await ask(who).catch(() => undefined);
          else if (verb === "deny") await pairing.deny((await store.standing(who)).pending?.id ?? "", operator);
          else await pairing[verb](who, operator);
          const { grant, block } = await store.standing(who);
          expect(grant !== undefined && block !== undefined).toBe(false);
        }
        const granted = events.filter(({ event }) => event === "pairing.auto_approved");
        expect(granted.length).toBeLessThanOrEqual(maxPerHour);
      }),
      { numRuns: 150 },
    );
  });
});
