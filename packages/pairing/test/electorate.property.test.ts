import { approvers, type Ballot, type Vote } from "@moltbot/approvals";
import { sampleApproval } from "@moltbot/approvals/testing";
import { principalKey } from "@moltbot/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { countingRules, type Electorate, onAnyAccount } from "../src/electorate.ts";
import { person } from "./support.ts";

const ids = ["a", "b", "c", "d", "e", "f"] as const;
const id = fc.constantFrom(...ids);
const address = (who: string) => ({ channel: "telegram", id: who });

const worlds = fc.record({
  approvers: fc.uniqueArray(id),
  late: fc.uniqueArray(id),
  blocked: fc.uniqueArray(id, { maxLength: 2 }),
  links: fc.dictionary(id, fc.constantFrom("X", "Y"), { maxKeys: 4 }),
  handed: fc.uniqueArray(fc.tuple(id, id), { selector: ([from]) => from }),
  isLate: fc.boolean(),
  requester: fc.option(id, { nil: undefined }),
  votes: fc.uniqueArray(fc.tuple(id, fc.constantFrom("approve", "deny")), { selector: ([who]) => who }),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const nameIn = (world: World) => (who: { id: string }) => world.links[who.id] ?? who.id;

function electorateOf(world: World): Electorate {
  return {
    rules: {
      isApprover: (who) => world.approvers.some((one) => one === who.id),
      decidesLate: (who) => world.late.some((one) => one === who.id),
      personOf: nameIn(world),
    },
    delegations: world.handed.map(([from, to]) => ({
      from: address(from),
      to: address(to),
      madeAt: 0,
      until: 1,
      madeBy: "x",
    })),
    blocked: new Set(world.blocked.map((who) => principalKey(onAnyAccount(address(who))))),
    late: world.isLate,
    ...(world.requester === undefined ? {} : { requester: nameIn(world)({ id: world.requester }) }),
  };
}

const ballotsOf = (world: World): readonly Ballot[] =>
  world.votes.map(([who, decision]) => ({ by: nameIn(world)({ id: who }), decision, via: "chat", from: person(who) }));

function count(world: World): ReadonlySet<string> {
  const ballots = ballotsOf(world);
  const votes: readonly Vote[] = ballots.map((ballot) => ({ ...ballot, at: 0 }));
  return approvers({ ...sampleApproval(), votes }, countingRules(electorateOf(world), ballots));
}

/** The rules of the specification, counted by trying every set of people. */
function naive(world: World): { readonly people: ReadonlySet<string>; readonly most: number } {
  const name = nameIn(world);
  const own = (who: string): boolean =>
    !world.blocked.some((one) => one === who) &&
    [...world.approvers, ...(world.isLate ? world.late : [])].some((one) => one === who);
  const requester = world.requester === undefined ? undefined : name({ id: world.requester });
  const holds = (who: string): boolean =>
    !world.blocked.some((one) => one === who) &&
    world.handed.some(([from, to]) => to === who && own(from) && name({ id: from }) !== requester);
  const yes = world.votes.filter(([who, decision]) => decision === "approve" && (own(who) || holds(who)));
  const people = new Set(yes.map(([who]) => name({ id: who })).filter((one) => one !== requester));
  const pairs = world.handed.filter(([from]) => own(from)).map(([from, to]) => [name({ id: from }), name({ id: to })]);
  const apart = (set: readonly string[]): boolean =>
    pairs.every(([a = "", b = ""]) => a === b || !set.includes(a) || !set.includes(b));
  const list = [...people];
  const sets = Array.from({ length: 2 ** list.length }, (_, bits) => list.filter((_one, at) => bits & (1 << at)));
  return { people, most: Math.max(...sets.filter(apart).map((set) => set.length)) };
}

test("[R3.5] never counts more people than have a vote of their own or hold one, and nobody twice", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const counted = count(world);
      const { people, most } = naive(world);
      expect([...counted].every((one) => people.has(one))).toBe(true);
      expect(counted.size).toBeLessThanOrEqual(most);
      // Whoever answers without any delegation between the voters counts.
      if (people.size > 0) expect(counted.size).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});

test("[R3.5] without delegations everybody with a vote counts once, linked identities together", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const plain = { ...world, handed: [] };
      expect([...count(plain)].sort()).toEqual([...naive(plain).people].sort());
    }),
  );
});

test("[R3.5] taking away a right or blocking somebody never makes a count larger", () => {
  fc.assert(
    fc.property(worlds, id, (world, gone) => {
      const plain = { ...world, handed: [] };
      const without = { ...plain, approvers: world.approvers.filter((one) => one !== gone) };
      const blocked = { ...plain, blocked: [...world.blocked, gone] };
      expect(count(without).size).toBeLessThanOrEqual(count(plain).size);
      expect(count(blocked).size).toBeLessThanOrEqual(count(plain).size);
    }),
  );
});

test("[R3.5] a delegate in an electorate without its approver decides nothing", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const closed = { ...world, approvers: [], late: [] };
      expect(count(closed).size).toBe(0);
    }),
  );
});
