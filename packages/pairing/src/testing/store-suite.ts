import { describe, expect, test } from "vitest";
import { testChoices } from "./choice-suite.ts";
import { testPairingLife } from "./life-suite.ts";
import { testPairingRaces } from "./races.ts";
import { type OpenedPairing, person, sampleGrant, sampleRequest, seen, start, withStores, write } from "./support.ts";
import { testUserQueries } from "./user-suite.ts";

/**
 * The contract of {@link PairingStore}: every implementation passes it. `open` gives empty data each time. Its `approvals`
 * have a suite of their own in `@moltbot/approvals/testing`.
 */
export function testPairingStore(name: string, open: () => Promise<OpenedPairing>): void {
  describe(`${name} as a pairing store`, () => {
    test("knows nothing of somebody new", withStores(open, knowsNothing));
    test("reads one person's standing whole, from every process", withStores(open, readsStanding));
    test("[R1.1] never grants to a blocked person and blocks only once", withStores(open, guardsBlocks));
    test("writes all of a commit or nothing", withStores(open, writesAllOrNothing));
    test("keeps the newest profile and the first day", withStores(open, keepsNewestProfile));
    test("keeps accounts and channels apart", withStores(open, keepsAccountsApart));
    test("lists an account's pending requests oldest first", withStores(open, listsQueue));
    test("forgets a discarded request, and its person unless more is known of them", withStores(open, discards));
  });
  testChoices(name, open);
  testPairingLife(name, open);
  testUserQueries(name, open);
  testPairingRaces(name, open);
}

const ana = person("42");

async function knowsNothing({ a }: OpenedPairing): Promise<void> {
  expect(await a.standing(ana)).toEqual({});
  expect(await a.user(ana)).toBeUndefined();
  expect(await a.queue("telegram", "default")).toEqual([]);
  expect(await a.users()).toEqual([]);
  const gone = { principal: ana } as const;
  expect(
    await write(
      a,
      { type: "remove-grant", ...gone },
      { type: "remove-block", ...gone },
      { type: "remove-session", ...gone },
    ),
  ).toBe("committed");
}

async function readsStanding({ a, b }: OpenedPairing): Promise<void> {
  const grant = sampleGrant(ana, { expiresAt: start + 5 });
  const session = { principal: ana, agent: "main", permissions: ["read", "write"], createdAt: start };
  const pending = sampleRequest(ana);
  const profile = { displayName: "Ana", username: "ana", phone: "+34600000000" };
  await write(a, seen(ana, start, profile), { type: "file", approval: pending });
  await write(b, { type: "put-grant", grant }, { type: "put-session", session });
  expect(await a.standing(ana)).toEqual({ grant, pending });
  const block = { principal: ana, blockedAt: start, blockedBy: "operator", reason: "spam" };
  await write(a, { type: "put-block", block });
  expect(await b.standing(ana)).toEqual({ grant, pending, block });
  const user = { principal: ana, profile, firstSeenAt: start, lastSeenAt: start, grant, block, session, pending };
  expect(await b.user(ana)).toEqual(user);

  const denied = { ...pending, status: "denied" as const, version: 2, decidedAt: start + 9, because: "denied" };
  await write(
    b,
    { type: "update", approval: denied, expectedVersion: 1 },
    { type: "remove-grant", principal: ana },
    { type: "remove-block", principal: ana },
    { type: "remove-session", principal: ana },
  );
  expect(await a.standing(ana)).toEqual({ deniedAt: start + 9 });
  const again = { ...sampleRequest(ana), status: "denied" as const, decidedAt: start + 7, because: "denied" };
  await write(a, { type: "file", approval: again });
  expect(await a.standing(ana)).toEqual({ deniedAt: start + 9 });
  expect(await a.user(ana)).toEqual({ principal: ana, profile, firstSeenAt: start, lastSeenAt: start });
}

async function guardsBlocks({ a, b }: OpenedPairing): Promise<void> {
  const block = { principal: ana, blockedAt: start, blockedBy: "operator" };
  await write(a, seen(ana), { type: "put-grant", grant: sampleGrant(ana) });
  await write(a, { type: "remove-grant", principal: ana }, { type: "put-block", block });
  expect(await write(b, { type: "put-grant", grant: sampleGrant(ana) })).toBe("conflict");
  expect(await write(b, { type: "put-block", block: { ...block, blockedBy: "bob" } })).toBe("conflict");
  expect((await b.standing(ana)).block).toEqual(block);
  expect(await write(b, { type: "remove-block", principal: ana }, { type: "put-grant", grant: sampleGrant(ana) })).toBe(
    "committed",
  );
  const renewed = sampleGrant(ana, { grantedAt: start + 1, via: "pair_x", approvedBy: ["bob"] });
  expect(await write(a, { type: "put-grant", grant: renewed })).toBe("committed");
  expect(await b.standing(ana)).toEqual({ grant: renewed });
}

async function writesAllOrNothing({ a, b }: OpenedPairing): Promise<void> {
  const request = sampleRequest(ana);
  await write(a, seen(ana), { type: "file", approval: request });
  const approved = { ...request, status: "approved" as const, version: 2, decidedAt: start, because: "quorum" };
  const session = { principal: ana, agent: "main", permissions: [], createdAt: start };
  const bob = person("7");
  const result = await write(
    b,
    seen(bob),
    { type: "put-grant", grant: sampleGrant(ana) },
    { type: "put-session", session },
    { type: "file", approval: sampleRequest(bob) },
    { type: "update", approval: approved, expectedVersion: 5 },
  );
  expect(result).toBe("conflict");
  expect(await a.standing(ana)).toEqual({ pending: request });
  expect(await a.user(bob)).toBeUndefined();
  expect(await a.standing(bob)).toEqual({});
}

async function keepsNewestProfile({ a, b }: OpenedPairing): Promise<void> {
  await write(a, seen(ana, start, { displayName: "Ana", username: "ana" }));
  await write(b, seen(ana, start + 10, { displayName: "Ana B" }));
  await write(a, seen(ana, start + 5, { displayName: "Old" }));
  const user = { principal: ana, profile: { displayName: "Ana B" }, firstSeenAt: start, lastSeenAt: start + 10 };
  expect(await a.user(ana)).toEqual(user);
}

async function keepsAccountsApart({ a }: OpenedPairing): Promise<void> {
  const others = [person("42", "work"), { ...ana, channel: "discord" }, person("4"), person("422"), person("0042")];
  const request = sampleRequest(ana);
  await write(a, seen(ana), { type: "put-grant", grant: sampleGrant(ana) }, { type: "file", approval: request });
  for (const other of others) {
    expect(await a.standing(other)).toEqual({});
    expect(await a.user(other)).toBeUndefined();
  }
}

async function listsQueue({ a, b }: OpenedPairing): Promise<void> {
  const people = [3, 1, 2].map((minute) => ({ who: person(`p${minute}`), now: start + minute * 60_000 }));
  const requests = people.map(({ who, now }) => sampleRequest(who, { now }));
  const elsewhere = [person("p1", "work"), { ...person("p1"), channel: "discord" }].map((who) => sampleRequest(who));
  for (const approval of [...requests, ...elsewhere]) {
    await write(a, seen(approval.requester ?? ana), { type: "file", approval });
  }
  const [third, first, second] = requests;
  expect(await b.queue("telegram", "default")).toEqual([first, second, third]);
  expect(await b.queue("telegram", "work")).toEqual([elsewhere[0]]);
  expect(await b.approvals.get(first?.id ?? "")).toEqual(first);
  expect(await b.approvals.pending({ kind: "pairing" })).toHaveLength(5);
}

async function discards({ a, b }: OpenedPairing): Promise<void> {
  const bob = person("43");
  const [of, ofBob] = [sampleRequest(ana), sampleRequest(bob)];
  await write(a, seen(ana, start), { type: "file", approval: of });
  await write(a, seen(bob, start), { type: "file", approval: ofBob });
  await write(a, { type: "put-grant", grant: sampleGrant(bob) });
  const ended = { ...of, status: "cancelled" as const, version: 2 };
  expect(await write(b, { type: "discard", approval: ended, expectedVersion: 7 })).toBe("conflict");
  expect(await write(b, { type: "discard", approval: ended, expectedVersion: 1 })).toBe("committed");
  expect(await write(a, { type: "discard", approval: ended, expectedVersion: 1 })).toBe("conflict");
  const endedBob = { ...ofBob, status: "cancelled" as const, version: 2 };
  expect(await write(a, { type: "discard", approval: endedBob, expectedVersion: 1 })).toBe("committed");
  expect(await a.approvals.get(of.id)).toBeUndefined();
  expect(await a.user(ana)).toBeUndefined();
  expect((await b.user(bob))?.grant).toBeDefined();
  expect(await b.queue("telegram", "default")).toEqual([]);
  expect(await write(b, seen(ana, start), { type: "file", approval: sampleRequest(ana) })).toBe("committed");
}
