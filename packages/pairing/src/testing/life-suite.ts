import { describe, expect, test } from "vitest";
import type { Delegation } from "../delegation.ts";
import type { Block, Grant } from "../store.ts";
import { type OpenedPairing, person, sampleGrant, seen, start, withStores, write } from "./support.ts";

const day = 86_400_000;
const ana = person("42");
const block = (o: Partial<Block> = {}): Block => ({ principal: ana, blockedAt: start, blockedBy: "operator", ...o });
const ids = (grants: readonly Grant[]): readonly string[] => grants.map(({ principal }) => principal.id);

/** Renewals, reminders, lapses, blocks with an end, delegations. */
export function testPairingLife(name: string, open: () => Promise<OpenedPairing>): void {
  describe(`${name} over the life of a pairing`, () => {
    test("[R3.6] changes a grant only as it was read, once for all processes", withStores(open, changesAsRead));
    test("[R3.6] lists the grants that end, the next first", withStores(open, listsEnding));
    test("[R3.8] a block with an end makes room once it is over", withStores(open, blockEnds));
    test("[R3.8] blocks of a person's other identities count, the longest of them", withStores(open, linkedBlocks));
    test("keeps one delegation per delegator, and removes what it read", withStores(open, delegations));
  });
}

async function changesAsRead({ a, b }: OpenedPairing): Promise<void> {
  const before = sampleGrant(ana, { expiresAt: start + day });
  const renewed = { ...before, renewedAt: start + 5, expiresAt: start + 5 + day };
  const change = { type: "change-grant", before } as const;
  expect(await write(a, seen(ana), { ...change, grant: renewed, why: "renewed" })).toBe("conflict");
  await write(a, seen(ana), { type: "put-grant", grant: before });
  const told = { ...before, remindedAt: start + 7 };
  const statuses = await Promise.all(
    Array.from({ length: 10 }, (_, i) => write(i % 2 === 0 ? a : b, { ...change, grant: told, why: "reminded" })),
  );
  expect(statuses.filter((status) => status === "committed")).toHaveLength(1);
  expect((await b.standing(ana)).grant).toEqual(told);
  expect(await write(b, { ...change, grant: renewed, why: "renewed" })).toBe("conflict");
  expect(await write(b, { ...change, before: told, grant: renewed, why: "renewed" })).toBe("committed");
  expect((await a.standing(ana)).grant).toEqual(renewed);
  const lapsed = { ...renewed, lapsedAt: start + 9, expiresAt: start + 8 };
  expect(await write(a, { ...change, before: renewed, grant: lapsed, why: "lapsed" })).toBe("committed");
  expect((await b.user(ana))?.grant).toEqual(lapsed);
  await write(a, { type: "remove-grant", principal: ana });
  expect(await write(b, { ...change, before: lapsed, grant: renewed, why: "renewed" })).toBe("conflict");
  expect(await write(a, { type: "put-grant", grant: renewed })).toBe("committed");
  expect((await b.standing(ana)).grant).toEqual(renewed);
}

async function listsEnding({ a, b }: OpenedPairing): Promise<void> {
  const grants = [
    sampleGrant(person("endless")),
    sampleGrant(person("late"), { expiresAt: start + 9 * day }),
    sampleGrant(person("soon"), { expiresAt: start + 2 * day }),
    sampleGrant(person("renewed"), { renewedAt: start + day, expiresAt: start + 4 * day }),
    sampleGrant(person("told"), { expiresAt: start + day, remindedAt: start }),
    sampleGrant(person("over"), { expiresAt: start - day, lapsedAt: start }),
  ];
  for (const grant of grants) await write(a, seen(grant.principal), { type: "put-grant", grant });
  const ending = async (o: { before: number; ttlMs?: number; unreminded?: boolean; limit?: number }) =>
    ids(await b.ending({ limit: 10, ...o }));
  expect(await ending({ before: start + 10 * day })).toEqual(["told", "soon", "renewed", "late"]);
  expect(await ending({ before: start + 10 * day, limit: 2 })).toEqual(["told", "soon"]);
  expect(await ending({ before: start + 10 * day, unreminded: true })).toEqual(["soon", "renewed", "late"]);
  expect(await ending({ before: start + 2 * day })).toEqual(["told"]);
  const short = { before: start + 3.5 * day, ttlMs: 3 * day, unreminded: true };
  expect(await ending({ ...short, limit: 1 })).toEqual(["soon"]);
  expect([...(await ending(short))].sort()).toEqual(["endless", "late", "soon"]);
  expect(await ending({ ...short, before: start + 4.5 * day })).toContain("renewed");
  expect((await b.ending({ before: start + 2 * day, limit: 1 }))[0]).toEqual(grants[4]);
}

async function blockEnds({ a, b }: OpenedPairing): Promise<void> {
  const grant = sampleGrant(ana, { grantedAt: start + day });
  await write(a, seen(ana), { type: "put-block", block: block({ expiresAt: start + day, reason: "a day" }) });
  expect((await b.standing(ana)).block).toEqual(block({ expiresAt: start + day, reason: "a day" }));
  expect(await write(b, { type: "put-block", block: block({ blockedAt: start + day - 1 }) })).toBe("conflict");
  expect(await write(b, { type: "put-grant", grant: { ...grant, grantedAt: start + day - 1 } })).toBe("conflict");
  expect(await write(b, { type: "put-grant", grant })).toBe("committed");
  const again = block({ blockedAt: start + day });
  expect(await write(a, { type: "remove-grant", principal: ana }, { type: "put-block", block: again })).toBe(
    "committed",
  );
  expect((await b.user(ana))?.block).toEqual(again);
  expect(await write(b, { type: "put-block", block: block({ blockedAt: start + 9 * day }) })).toBe("conflict");
}

async function linkedBlocks({ a, b }: OpenedPairing): Promise<void> {
  const [work, other] = [person("42", "work"), { ...person("9"), channel: "discord" }];
  await write(a, seen(ana), seen(work), seen(other), { type: "put-grant", grant: sampleGrant(ana) });
  await write(a, { type: "put-block", block: block({ principal: other, expiresAt: start + day }) });
  expect((await b.standing(ana)).block).toBeUndefined();
  expect(await b.standing(ana, [work, other])).toEqual({
    grant: sampleGrant(ana),
    block: block({ principal: other, expiresAt: start + day }),
  });
  await write(a, { type: "put-block", block: block({ principal: work }) });
  expect((await b.standing(ana, [other, work])).block).toEqual(block({ principal: work }));
  expect((await b.standing(work, [other])).block).toEqual(block({ principal: work }));
  expect((await b.standing(person("never"), [work])).block).toEqual(block({ principal: work }));
}

async function delegations({ a, b }: OpenedPairing): Promise<void> {
  const from = { channel: "telegram", id: "1" };
  const first: Delegation = {
    from,
    to: { channel: "discord", id: "7" },
    madeAt: start,
    until: start + day,
    madeBy: "alice",
  };
  const second = { ...first, to: { channel: "telegram", id: "8" }, madeAt: start + 1 };
  const other = { ...first, from: { channel: "discord", id: "1" }, madeAt: start + 2 };
  expect(await a.delegations()).toEqual([]);
  expect(await write(a, { type: "remove-delegation", delegation: first })).toBe("conflict");
  await write(a, { type: "put-delegation", delegation: first });
  await write(b, { type: "put-delegation", delegation: second }, { type: "put-delegation", delegation: other });
  expect(await a.delegations()).toEqual([second, other]);
  expect(await write(a, { type: "remove-delegation", delegation: first })).toBe("conflict");
  expect(await write(a, { type: "remove-delegation", delegation: second })).toBe("committed");
  expect(await b.delegations()).toEqual([other]);
}
