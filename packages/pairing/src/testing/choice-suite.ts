import { describe, expect, test } from "vitest";
import type { Choice, PairingChange } from "../store.ts";
import { type OpenedPairing, person, sampleRequest, seen, start, withStores, write } from "./support.ts";

const ana = person("42");
const choice: Choice = { agent: "dev", permissions: ["read", "exec"], chosenAt: start + 1, chosenBy: "operator" };
const choose = (one?: Choice): PairingChange => ({
  type: "choose",
  principal: ana,
  ...(one === undefined ? {} : { choice: one }),
});
const session = { principal: ana, agent: "main", permissions: ["read"], createdAt: start };

/** What operators chose for single people. */
export function testChoices(name: string, open: () => Promise<OpenedPairing>): void {
  describe(`${name} with choices for people [R1.4] [R6.4]`, () => {
    test("every process reads a choice with the standing, until it is taken back", withStores(open, isRead));
    test("it outlives a renewed session, and goes with it", withStores(open, goesWithSession));
    test("it holds for one account, and its person is not forgotten", withStores(open, holdsForOne));
  });
}

async function isRead({ a, b }: OpenedPairing): Promise<void> {
  await write(a, seen(ana), choose(choice));
  expect(await b.standing(ana)).toEqual({ choice });
  expect(await b.user(ana)).toMatchObject({ choice });
  expect(await b.find("42")).toMatchObject([{ choice }]);
  expect(await b.users()).toMatchObject([{ choice }]);
  for (const other of [
    { agent: "x", chosenAt: start, chosenBy: "operator" },
    { permissions: [], chosenAt: start, chosenBy: "operator" },
  ]) {
    await write(b, choose(other));
    expect(await a.standing(ana)).toEqual({ choice: other });
  }
  await write(b, choose());
  expect(await a.standing(ana)).toEqual({});
}

async function goesWithSession({ a, b }: OpenedPairing): Promise<void> {
  await write(a, seen(ana), choose(choice));
  await write(a, { type: "put-session", session });
  await write(a, { type: "put-session", session: { ...session, createdAt: start + 5 } });
  expect(await b.standing(ana)).toEqual({ choice });
  await write(a, { type: "remove-session", principal: ana });
  expect(await b.standing(ana)).toEqual({});
}

async function holdsForOne({ a, b }: OpenedPairing): Promise<void> {
  const approval = sampleRequest(ana);
  await write(a, seen(ana), seen(person("42", "work")), choose(choice), { type: "file", approval });
  expect(await b.standing(person("42", "work"))).toEqual({});
  const ended = { ...approval, status: "cancelled" as const, version: 2, decidedAt: start + 1, because: "displaced" };
  expect(await write(a, { type: "discard", approval: ended, expectedVersion: 1 })).toBe("committed");
  expect(await b.user(ana)).toMatchObject({ choice });
  expect(await b.standing(ana)).toEqual({ choice });
}
