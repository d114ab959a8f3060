import { createMemoryRateLimiter, type Principal } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { createPairing } from "../create-pairing.ts";
import type { Decider, Pairing, PairingRules } from "../pairing.ts";
import { sampleRules } from "./rules.ts";
import { type OpenedPairing, person, sampleGrant, sampleRequest, seen, start, withStores, write } from "./support.ts";

const operator: Decider = { kind: "operator", via: "api" };
const approver = (id: string): Decider => ({ kind: "person", principal: person(id), via: "chat" });
const people = (count: number): readonly Principal[] => Array.from({ length: count }, (_, i) => person(`u${i}`));

/** One service per process over the same data. */
function services({ a, b }: OpenedPairing, rules: Partial<PairingRules> = {}): readonly [Pairing, Pairing] {
  const shared = {
    clock: createManualClock(start),
    limiter: createMemoryRateLimiter(),
    rules: () => sampleRules(rules),
  };
  return [
    createPairing({ ...shared, store: a, random: createSeededRandom(11) }),
    createPairing({ ...shared, store: b, random: createSeededRandom(22) }),
  ];
}

/** Races of two processes over one store. */
export function testPairingRaces(name: string, open: () => Promise<OpenedPairing>): void {
  describe(`${name} under races`, () => {
    test("[R1.1] a block and a grant at the same moment never both remain", withStores(open, blockBeatsGrant));
    test("[R3.5] 50 concurrent answers to one request end in exactly one outcome", withStores(open, oneOutcome));
    test("[R3.5] of 50 requests approved at once, 50 people are paired", withStores(open, everybodyPaired));
    test("[R3.5] with two required approvers, racing votes pair exactly once", withStores(open, twoApprovers));
    test("[R3.3] 50 concurrent requests of one person leave one pending", withStores(open, onePending));
    test("[R3.2] a flood through two processes stays within the queue", withStores(open, boundedQueue));
    test("[R3.8] after racing approvals and blocks nobody is both paired and blocked", withStores(open, blockWins));
  });
}

async function blockBeatsGrant({ a, b }: OpenedPairing): Promise<void> {
  const everybody = people(25);
  for (const who of everybody) await write(a, seen(who));
  await Promise.all(
    everybody.flatMap((who, i) => {
      const [first, second] = i % 2 === 0 ? [a, b] : [b, a];
      const block = { principal: who, blockedAt: start, blockedBy: "operator" };
      return [
        write(first, { type: "put-grant", grant: sampleGrant(who) }),
        write(second, { type: "remove-grant", principal: who }, { type: "put-block", block }),
      ];
    }),
  );
  for (const who of everybody) {
    const { grant, block } = await b.standing(who);
    expect(block).toBeDefined();
    expect(grant).toBeUndefined();
  }
}

async function oneOutcome(o: OpenedPairing): Promise<void> {
  const [one, two] = services(o);
  const who = person("42");
  const request = sampleRequest(who);
  await write(o.a, seen(who), { type: "file", approval: request });
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => {
      const service = i % 2 === 0 ? one : two;
      const by = i % 5 === 0 ? operator : approver(`${1 + (i % 3)}`);
      return i % 7 === 3 ? service.deny(request.id, by) : service.approve(request.id, by);
    }),
  );
  const deciding = outcomes.filter((outcome) => outcome.status === "approved" || outcome.status === "denied");
  expect(deciding).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome.status === "already")).toHaveLength(49);
  const { grant } = await o.b.standing(who);
  expect(grant !== undefined).toBe(deciding[0]?.status === "approved");
}

async function everybodyPaired(o: OpenedPairing): Promise<void> {
  const [one, two] = services(o);
  const everybody = people(50);
  const requests = await Promise.all(everybody.map((who, i) => (i % 2 === 0 ? one : two).request(who, {})));
  const ids = requests.map((outcome) => (outcome.status === "filed" ? outcome.approval.id : ""));
  const outcomes = await Promise.all(ids.map((id, i) => (i % 2 === 0 ? two : one).approve(id, operator)));
  expect(outcomes.map((outcome) => outcome.status)).toEqual(everybody.map(() => "approved"));
  expect(await o.b.users({ state: "paired" })).toHaveLength(50);
  expect(await o.a.users({ state: "pending" })).toEqual([]);
}

async function twoApprovers(o: OpenedPairing): Promise<void> {
  const [one, two] = services(o, { requiredApprovals: 2 });
  for (const who of people(10)) {
    const filed = await one.request(who, {});
    const id = filed.status === "filed" ? filed.approval.id : "";
    const voters = [approver("1"), approver("1"), approver("2"), operator, operator, approver("2")];
    const outcomes = await Promise.all(voters.map((by, i) => (i % 2 === 0 ? one : two).approve(id, by)));
    expect(outcomes.filter((outcome) => outcome.status === "approved")).toHaveLength(1);
    const { grant } = await o.b.standing(who);
    expect(new Set(grant?.approvedBy).size).toBe(2);
    expect(grant?.approvedBy).toHaveLength(2);
  }
}

async function onePending(o: OpenedPairing): Promise<void> {
  const [one, two] = services(o, { maxRequestsPerHour: 100 });
  const who = person("42");
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? one : two).request(who, { displayName: "Ana" })),
  );
  const ids = outcomes.map((outcome) =>
    outcome.status === "filed" || outcome.status === "pending" ? outcome.approval.id : outcome.status,
  );
  expect(new Set(ids).size).toBe(1);
  expect(outcomes.filter((outcome) => outcome.status === "filed")).toHaveLength(1);
  expect(await o.a.queue("telegram", "default")).toHaveLength(1);
}

async function boundedQueue(o: OpenedPairing): Promise<void> {
  const [one, two] = services(o, { maxPending: 10 });
  await Promise.all(people(60).map((who, i) => (i % 2 === 0 ? one : two).request(who, {})));
  // Exact in one process; two processes may file their last one at the same moment.
  expect((await o.a.queue("telegram", "default")).length).toBeLessThanOrEqual(11);
  expect((await o.a.users()).length).toBeLessThanOrEqual(11);
}

async function blockWins(o: OpenedPairing): Promise<void> {
  const [one, two] = services(o);
  const everybody = people(20);
  const ids = await Promise.all(
    everybody.map(async (who) => {
      const filed = await one.request(who, {});
      return filed.status === "filed" ? filed.approval.id : "";
    }),
  );
  await Promise.all(
    everybody.flatMap((who, i) => [
      one.approve(ids[i] ?? "", operator),
      two.block(who, operator),
      one.admit(who, operator),
    ]),
  );
  for (const who of everybody) {
    const { grant, block, pending } = await o.a.standing(who);
    expect({ grant, pending }).toEqual({});
    expect(block?.blockedBy).toBe("operator");
  }
}
