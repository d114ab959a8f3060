import type { DomainEvent, Principal } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import type { IdentityChange, IdentityStore, LinkedPerson, Pin } from "../identities/store.ts";
import type { PairingStore } from "../store.ts";
import { person, sampleGrant, seen, start, write } from "./support.ts";

/** The same identities opened twice, as two processes would, with the pairings beside them. `close` drops them. */
export interface OpenedIdentities {
  readonly a: IdentityStore;
  readonly b: IdentityStore;
  readonly pairing: PairingStore;
  /** The names of all events that were written. */
  events(): Promise<readonly string[]>;
  close(): Promise<void>;
}

type Use = (o: OpenedIdentities) => Promise<void>;

/** The contract of {@link IdentityStore}: every implementation passes it. `open` gives empty data each time. */
export function testIdentityStore(name: string, open: () => Promise<OpenedIdentities>): void {
  const on = (use: Use) => async (): Promise<void> => {
    const stores = await open();
    try {
      await use(stores);
    } finally {
      await stores.close();
    }
  };
  describe(`${name} as an identity store`, () => {
    test("knows nothing at first", on(knowsNothing));
    test("R2.5: labels count in every process, and every change of them is another revision", on(labels));
    test("links persons, replaces and removes them whole", on(links));
    test("changes on an old revision conflict and write nothing", on(conflicts));
    test("of many that change labels at once on one revision one comes through", on(races));
    test("R2.5: notes a claim once, counts it, and keeps those of an account that were seen last", on(claims));
    test("R2.5: a pin ends its claim and stands for one id on one account", on(pins));
    test("R2.5: an approval pins in its own commit, and a grant that goes takes its pins along", on(pinsWithGrants));
    test("events are written with their change", on(events));
  });
}

const alice: Principal = person("5");
const address = (channel: string, id: string) => ({ channel, id });
const pinOf = (principal: Principal, entry: string, at = start): Pin => ({
  principal,
  entry,
  pinnedAt: at,
  pinnedBy: ["olga"],
  via: "forced",
});
const label = (id: string, text: string): IdentityChange => ({
  type: "put-label",
  label: { identity: address("telegram", id), label: text, givenAt: start, givenBy: "operator" },
});
const claim = (principal: Principal, at: number, o: { entry?: string; keep?: number } = {}): IdentityChange => ({
  type: "claim",
  claim: { principal, entry: o.entry ?? "@alice", username: "alice", at },
  keep: o.keep ?? 3,
});

async function put(store: IdentityStore, ...changes: IdentityChange[]): Promise<string> {
  const { revision } = await store.said();
  return (await store.commit({ changes, events: [], revision })).status;
}
const plain = async (store: IdentityStore, ...changes: IdentityChange[]): Promise<string> =>
  (await store.commit({ changes, events: [] })).status;

async function knowsNothing({ a }: OpenedIdentities): Promise<void> {
  const { revision, pins: none } = await a.look(alice);
  expect(none).toEqual([]);
  expect(await a.said()).toEqual({ revision, labels: [], people: [] });
  expect(await a.claims({ limit: 10 })).toEqual([]);
  expect(await a.pins({ channel: "telegram", account: "default" })).toEqual([]);
  const gone = { principal: alice, entry: "@alice" } as const;
  expect(await plain(a, { type: "unpin", ...gone })).toBe("committed");
  expect(await put(a, { type: "remove-person", id: "x" })).toBe("committed");
  expect(await put(a, { type: "remove-label", identity: alice, label: "x" })).toBe("committed");
}

async function labels({ a, b }: OpenedIdentities): Promise<void> {
  const before = (await b.look(alice)).revision;
  await put(a, label("5", "family"), label("5", "friends"), label("6", "family"));
  const after = await b.said();
  expect(after.revision).not.toBe(before);
  expect((await b.look(alice)).revision).toBe(after.revision);
  expect(after.labels.map((one) => `${one.identity.id} ${one.label}`).sort()).toEqual([
    "5 family",
    "5 friends",
    "6 family",
  ]);
  expect(after.labels[0]).toMatchObject({ identity: { channel: "telegram" }, givenAt: start, givenBy: "operator" });
  await put(b, { type: "remove-label", identity: address("telegram", "5"), label: "family" });
  expect((await a.said()).labels.map((one) => `${one.identity.id} ${one.label}`).sort()).toEqual([
    "5 friends",
    "6 family",
  ]);
}

const anna: LinkedPerson = {
  id: "p1",
  name: "anna",
  identities: [address("telegram", "5"), address("discord", "77")],
  linkedAt: start,
  linkedBy: "operator",
};

async function links({ a, b }: OpenedIdentities): Promise<void> {
  const bob: LinkedPerson = {
    id: "p2",
    identities: [address("matrix", "@b:x"), address("telegram", "9")],
    linkedAt: start + 1,
    linkedBy: "operator",
  };
  await put(a, { type: "put-person", person: anna }, { type: "put-person", person: bob });
  expect((await b.said()).people).toEqual([anna, bob]);
  const more = { ...anna, identities: [address("discord", "77"), address("telegram", "6"), address("telegram", "5")] };
  await put(b, { type: "put-person", person: more });
  expect((await a.said()).people).toEqual([more, bob]);
  await put(b, { type: "remove-person", id: "p1" });
  expect((await a.said()).people).toEqual([bob]);
  await put(a, { type: "put-person", person: anna });
  expect((await b.said()).people).toEqual([anna, bob]);
}

async function conflicts({ a, b }: OpenedIdentities): Promise<void> {
  const { revision } = await a.said();
  await put(b, label("5", "family"));
  const late = await a.commit({
    revision,
    changes: [label("6", "late"), { type: "pin", pin: pinOf(alice, "@alice") }],
    events: [],
  });
  expect(late.status).toBe("conflict");
  expect((await b.said()).labels).toHaveLength(1);
  expect((await b.look(alice)).pins).toEqual([]);
}

async function races({ a, b }: OpenedIdentities): Promise<void> {
  const { revision } = await a.said();
  const results = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      (n % 2 === 0 ? a : b).commit({ revision, changes: [label(`${n}`, "family")], events: [] }),
    ),
  );
  expect(results.filter(({ status }) => status === "committed")).toHaveLength(1);
  expect((await a.said()).labels).toHaveLength(1);
}

async function claims({ a, b }: OpenedIdentities): Promise<void> {
  await plain(a, claim(alice, start));
  await plain(b, claim(alice, start + 10));
  await plain(b, claim(alice, start + 5));
  expect(await a.claims({ limit: 10 })).toEqual([
    { principal: alice, entry: "@alice", username: "alice", firstAt: start, lastAt: start + 10, times: 3 },
  ]);
  for (const n of [1, 2, 3]) await plain(a, claim(person(`n${n}`), start + 20 + n));
  expect((await b.claims({ limit: 10 })).map(({ principal }) => principal.id)).toEqual(["n3", "n2", "n1"]);
  await plain(b, claim(person("other", "work"), start + 1));
  await plain(b, claim({ ...alice, channel: "discord" }, start + 2));
  expect(await a.claims({ limit: 10 })).toHaveLength(5);
  expect((await a.claims({ channel: "discord", limit: 10 })).map(({ principal }) => principal.channel)).toEqual([
    "discord",
  ]);
  expect((await a.claims({ limit: 2 })).map(({ principal }) => principal.id)).toEqual(["n3", "n2"]);
  const many = Array.from({ length: 20 }, (_, n) => plain(n % 2 === 0 ? a : b, claim(person(`m${n % 7}`), start + 99)));
  expect(new Set(await Promise.all(many))).toEqual(new Set(["committed"]));
}

async function pins({ a, b }: OpenedIdentities): Promise<void> {
  await plain(a, claim(alice, start), claim(alice, start, { entry: "alice" }));
  await plain(b, { type: "pin", pin: pinOf(alice, "@alice") });
  await plain(a, { type: "pin", pin: { ...pinOf(alice, "@alice", start + 9), via: "later" } });
  expect((await a.look(alice)).pins).toEqual(["@alice"]);
  expect((await a.claims({ limit: 9 })).map(({ entry }) => entry)).toEqual(["alice"]);
  await plain(a, claim(alice, start + 10));
  expect(await b.claims({ limit: 9 })).toHaveLength(1);
  for (const other of [person("6"), person("5", "work"), { ...alice, channel: "discord" }]) {
    expect((await b.look(other)).pins).toEqual([]);
  }
  await plain(b, { type: "pin", pin: pinOf(person("6"), "@alice", start + 1) });
  const place = { channel: "telegram", account: "default" };
  expect(await a.pins({ ...place, entry: "@alice" })).toEqual([
    pinOf(alice, "@alice"),
    pinOf(person("6"), "@alice", start + 1),
  ]);
  expect(await a.pins({ ...place, id: "6" })).toHaveLength(1);
  expect(await a.pins({ ...place, account: "work" })).toEqual([]);
  await plain(a, { type: "unpin", principal: alice, entry: "@alice" });
  expect((await b.look(alice)).pins).toEqual([]);
}

async function pinsWithGrants({ a, b, pairing }: OpenedIdentities): Promise<void> {
  await plain(a, claim(alice, start));
  const pin = { type: "pin", pin: pinOf(alice, "@alice") } as const;
  await write(pairing, seen(alice), { type: "put-grant", grant: sampleGrant(alice) }, pin);
  expect((await b.look(alice)).pins).toEqual(["@alice"]);
  expect(await b.claims({ limit: 9 })).toEqual([]);
  await plain(b, { type: "pin", pin: pinOf(person("6"), "@alice") });
  await write(pairing, { type: "remove-grant", principal: alice });
  expect((await a.look(alice)).pins).toEqual([]);
  expect((await a.look(person("6"))).pins).toEqual(["@alice"]);
  const block = { principal: alice, blockedAt: start, blockedBy: "operator" };
  await write(pairing, { type: "put-block", block });
  expect(await write(pairing, { type: "put-grant", grant: sampleGrant(alice) }, pin)).toBe("conflict");
  expect((await a.look(alice)).pins).toEqual([]);
}

async function events({ a, events: written }: OpenedIdentities): Promise<void> {
  const event: DomainEvent = { event: "user.tagged", at: start, outcome: "done", actor: { kind: "system" } };
  const { revision } = await a.said();
  await a.commit({ revision, changes: [label("5", "family")], events: [event] });
  expect((await a.commit({ revision, changes: [label("6", "family")], events: [event] })).status).toBe("conflict");
  expect(await written()).toEqual(["user.tagged"]);
}
