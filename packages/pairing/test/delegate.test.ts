import { describe, expect, test } from "vitest";
import { ana, by, minute, operator, owner, person, setUp } from "./support.ts";

const day = 24 * 60 * minute;
const address = (id: string) => ({ channel: "telegram", id });
const [alice, bob, dora] = [person("2"), person("3"), person("7")];

describe("[R3.5] A vote in other hands", () => {
  test("decides for its time, in the name of who handed it over", async () => {
    const { pairing, clock, ask, events } = setUp();
    expect(await pairing.approve(await ask(), by(dora))).toMatchObject({ because: "not_approver" });
    expect(await pairing.delegate(address("2"), address("7"), day, by(alice))).toMatchObject({ status: "done" });
    expect(await pairing.mayAnswer(dora)).toBe(true);
    const id = await ask();
    expect(await pairing.approve(id, by(dora))).toMatchObject({
      status: "approved",
      grant: { approvedBy: ["telegram:7"] },
    });
    expect(events.find(({ event }) => event === "pairing.vote")).toMatchObject({
      actor: { principal: dora },
      data: { delegated: true },
      personal: { inTheNameOf: "telegram:2" },
    });
    await clock.advance(day);
    expect(await pairing.mayAnswer(dora)).toBe(false);
    expect(await pairing.deny(await ask(person("43")), by(dora))).toMatchObject({ because: "not_approver" });
    await pairing.tend();
    await pairing.tend();
    expect(events.filter(({ event }) => event === "pairing.delegation_ended")).toMatchObject([{ reason: "expired" }]);
    expect(await pairing.delegations()).toEqual([]);
  });

  test("counts as one with its owner's own", async () => {
    const { pairing, ask } = setUp({ rules: { requiredApprovals: 2 } });
    await pairing.delegate(address("2"), address("7"), day, by(alice));
    const id = await ask();
    expect(await pairing.approve(id, by(dora))).toMatchObject({ status: "voted", have: 1 });
    expect(await pairing.approve(id, by(alice))).toMatchObject({ status: "voted", have: 1 });
    expect(await pairing.approve(id, by(bob))).toMatchObject({ status: "approved" });
  });

  test("ends when its owner is no approver or blocked, or takes it back, also for votes that were given", async () => {
    const { pairing, ask, setRules } = setUp({ rules: { requiredApprovals: 2 } });
    await pairing.delegate(address("2"), address("7"), day, operator);
    const id = await ask();
    await pairing.approve(id, by(dora));
    setRules({ requiredApprovals: 2, isApprover: ({ id: who }) => ["1", "3"].includes(who) });
    expect(await pairing.approve(id, by(bob))).toMatchObject({ status: "voted", have: 1 });
    setRules({ requiredApprovals: 2 });
    await pairing.block(alice, operator);
    expect(await pairing.approve(id, by(bob))).toMatchObject({ status: "voted", have: 1 });
    await pairing.unblock(alice, operator);
    await pairing.undelegate(address("2"), by(alice));
    expect(await pairing.approve(id, by(bob))).toMatchObject({ status: "voted", have: 1 });
    expect(await pairing.approve(id, by(dora))).toMatchObject({ because: "not_approver" });
  });

  test("is not handed on, and not used on one's own request or that of its owner", async () => {
    const { pairing, ask } = setUp();
    await pairing.delegate(address("2"), address("7"), day, by(alice));
    expect(await pairing.delegate(address("7"), address("8"), day, by(dora))).toMatchObject({ because: "no_vote" });
    expect(await pairing.approve(await ask(dora), by(dora))).toMatchObject({ because: "own_request" });
    expect(await pairing.approve(await ask(alice), by(dora))).toMatchObject({ because: "not_approver" });
  });

  test("is only handed over by its owner or the operator, to somebody else, for a time that makes sense", async () => {
    const { pairing, events } = setUp();
    const because = async (...args: Parameters<typeof pairing.delegate>) => {
      const outcome = await pairing.delegate(...args);
      return outcome.status === "forbidden" ? outcome.because : outcome.status;
    };
    expect(await because(address("2"), address("7"), day, by(bob))).toBe("not_yours");
    expect(await because(address("9"), address("7"), day, operator)).toBe("no_vote");
    expect(await because(address("2"), address("2"), day, by(alice))).toBe("self");
    for (const forMs of [0, -1, 59_999, 91 * day, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await because(address("2"), address("7"), forMs, by(alice))).toBe("duration");
    }
    await pairing.block(dora, operator);
    expect(await because(address("2"), address("7"), day, by(alice))).toBe("blocked");
    expect(await pairing.undelegate(address("2"), by(bob))).toMatchObject({ because: "not_yours" });
    expect(await pairing.undelegate(address("2"), by(alice))).toEqual({ status: "unchanged" });
    expect(events.filter(({ event }) => event === "pairing.refused")).toHaveLength(11);
  });

  test("goes to one at a time", async () => {
    const { pairing, clock, names } = setUp();
    await pairing.delegate(address("2"), address("7"), day, by(alice));
    await clock.advance(1);
    await pairing.delegate(address("2"), address("8"), day, by(alice));
    expect(await pairing.mayAnswer(dora)).toBe(false);
    expect(names()).toEqual(["pairing.delegated", "pairing.delegation_ended replaced", "pairing.delegated"]);
  });
});

describe("[R3.4] Requests that nobody answers", () => {
  const rules = { escalateAfterMs: 20 * minute, decidesLate: ({ id }: { id: string }) => id === "9" };
  const boss = person("9");

  test("are passed on once, and only then may those decide", async () => {
    const { pairing, ask, clock, names, store } = setUp({ rules });
    const id = await ask();
    expect(await pairing.approve(id, by(boss))).toMatchObject({ because: "not_approver" });
    await clock.advance(20 * minute - 1);
    await pairing.tend();
    expect(names()).not.toContain("pairing.escalated unanswered");
    await clock.advance(1);
    await Promise.all([pairing.tend(), pairing.tend()]);
    await pairing.tend();
    expect(names().filter((name) => name === "pairing.escalated unanswered")).toHaveLength(1);
    expect((await store.approvals.get(id))?.payload["escalatedAt"]).toBe(clock.now());
    expect(await pairing.approve(id, by(boss))).toMatchObject({ status: "approved" });
    expect(await pairing.approve(await ask(person("43")), by(boss))).toMatchObject({ because: "not_approver" });
  });

  test("give no right any more once the rule is gone", async () => {
    const { pairing, ask, clock, setRules } = setUp({ rules });
    const id = await ask();
    await clock.advance(20 * minute);
    await pairing.tend();
    setRules({ decidesLate: () => false });
    expect(await pairing.approve(id, by(boss))).toMatchObject({ because: "not_approver" });
  });
});

describe("[R3.4] Guessing ids", () => {
  test("ends after ten that do not exist, and is not written down any more", async () => {
    const { pairing, clock, events, ask } = setUp();
    const wrong = (await ask()).replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    for (let i = 0; i < 10; i++) expect(await pairing.approve(wrong, by(owner))).toEqual({ status: "not_found" });
    const written = events.length;
    expect(await pairing.approve(wrong, by(owner))).toMatchObject({ status: "limited", retryAfterMs: 60 * minute });
    expect(events).toHaveLength(written);
    expect(await pairing.approve(wrong, operator)).toEqual({ status: "not_found" });
    await clock.advance(60 * minute);
    expect(await pairing.approve(wrong, by(owner))).toEqual({ status: "not_found" });
    expect(ana.id).toBe("42");
  });
});

describe("[R3.5] An approver who is none any more", () => {
  test("has no vote when the last one comes", async () => {
    const { pairing, ask, setRules } = setUp({ rules: { requiredApprovals: 2 } });
    const id = await ask();
    await pairing.approve(id, by(alice));
    setRules({ requiredApprovals: 2, isApprover: ({ id: who }) => ["1", "3"].includes(who) });
    expect(await pairing.approve(id, by(bob))).toMatchObject({ status: "voted", have: 1, need: 2 });
    expect(await pairing.approve(id, by(owner))).toMatchObject({ status: "approved" });
  });
});
