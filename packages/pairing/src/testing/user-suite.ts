import { describe, expect, test } from "vitest";
import type { User } from "../store.ts";
import { type OpenedPairing, person, sampleGrant, sampleRequest, seen, start, withStores, write } from "./support.ts";

const ids = (users: readonly User[]): readonly string[] => users.map((user) => user.principal.id);

/** Lists and searches of people. */
export function testUserQueries(name: string, open: () => Promise<OpenedPairing>): void {
  describe(`${name} as a directory`, () => {
    test("[R0.2] finds people by id, address or @username, whole and on every channel", withStores(open, finds));
    test("finds at most 50 people", withStores(open, findsFew));
    test("lists people by state and channel, last seen first", withStores(open, lists));
  });
}

async function finds({ a, b }: OpenedPairing): Promise<void> {
  const alice = person("42");
  const work = person("42", "work");
  const bob = { channel: "discord", account: "default", id: "alice" };
  const matrix = { channel: "matrix", account: "default", id: "@alice:example.org" };
  await write(a, seen(alice, start, { username: "Alice", displayName: "alice" }), seen(work), seen(bob));
  await write(a, seen(matrix, start, { username: "%" }));
  const find = async (text: string): Promise<readonly string[]> =>
    (await b.find(text)).map(({ principal }) => `${principal.channel}/${principal.account}:${principal.id}`).sort();
  expect(await find("42")).toEqual(["telegram/default:42", "telegram/work:42"]);
  expect(await find("telegram:42")).toEqual(["telegram/default:42", "telegram/work:42"]);
  expect(await find("telegram/work:42")).toEqual(["telegram/work:42"]);
  expect(await find("@aLICE")).toEqual(["telegram/default:42"]);
  expect(await find("alice")).toEqual(["discord/default:alice"]);
  expect(await find("@alice:example.org")).toEqual(["matrix/default:@alice:example.org"]);
  for (const text of ["", "@", "4", "%", "_2", "@ali%", "@ſ", "discord:42", "telegram:", "\u0000"]) {
    expect(await find(text)).toEqual([]);
  }
}

async function findsFew({ a }: OpenedPairing): Promise<void> {
  await write(a, ...Array.from({ length: 60 }, (_, i) => seen(person(`${i}`), start, { username: "@same" })));
  expect(await a.find("@same")).toHaveLength(50);
}

async function lists({ a, b }: OpenedPairing): Promise<void> {
  const [paired, blocked, waiting] = [person("paired"), person("blocked"), person("waiting")];
  const other = { channel: "discord", account: "default", id: "other" };
  await write(a, seen(paired, start + 2), { type: "put-grant", grant: sampleGrant(paired, { expiresAt: start - 1 }) });
  await write(a, seen(blocked, start + 3), {
    type: "put-block",
    block: { principal: blocked, blockedAt: start, blockedBy: "operator" },
  });
  await write(a, seen(waiting, start + 1), { type: "file", approval: sampleRequest(waiting) });
  await write(b, seen(other, start + 4));
  expect(ids(await b.users())).toEqual(["other", "blocked", "paired", "waiting"]);
  expect(ids(await b.users({ channel: "telegram", limit: 2 }))).toEqual(["blocked", "paired"]);
  expect(ids(await b.users({ state: "paired" }))).toEqual(["paired"]);
  expect(ids(await b.users({ state: "blocked" }))).toEqual(["blocked"]);
  expect(ids(await b.users({ state: "pending" }))).toEqual(["waiting"]);
  expect(await b.users({ state: "pending", channel: "discord" })).toEqual([]);
}
