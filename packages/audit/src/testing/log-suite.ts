import { describe, expect, test } from "vitest";
import type { AuditLog } from "../log.ts";
import { testErasure } from "./erasure-suite.ts";
import { testRetention } from "./retention-suite.ts";
import { type OpenedAudit, person, sampleEvent, sampleStart, withLog } from "./support.ts";
import { testTampering } from "./tamper-suite.ts";

/** The contract of {@link AuditLog}: every implementation passes it. `open` gives an empty log each time. */
export function testAuditLog(name: string, open: () => Promise<OpenedAudit>): void {
  describe(`${name} as an audit log`, () => {
    test("[R0.5] keeps an event with its rule and shows it to every process", withLog(open, keepsEvents));
    test("filters by person, event, area and time", withLog(open, filters));
    test("[R9.3] counts by time and outcome as its filters say", withLog(open, counts));
    test("pages newest first without gaps or repeats while others write", withLog(open, pages));
    test("refuses a filter or cursor that it cannot read", withLog(open, refusesNonsense));
  });
  testTampering(name, open);
  testErasure(name, open);
  testRetention(name, open);
}

async function keepsEvents({ a, b }: OpenedAudit): Promise<void> {
  await a.append([sampleEvent(1), sampleEvent(2, { actor: { kind: "operator", via: "cli" }, outcome: "denied" })]);
  const { records, next } = await b.query({});
  expect(next).toBeUndefined();
  expect(records).toHaveLength(2);
  const [second, first] = records;
  const { id, ...rest } = first ?? { id: "" };
  expect(id).toMatch(/^evt_/);
  expect(rest).toEqual({
    at: sampleStart + 60_000,
    event: "pairing.requested",
    outcome: "done",
    actor: "telegram:42",
    subject: "telegram:42",
    ref: "pair_1",
    reason: "asked",
    policy: "p1",
    data: { minute: 1, list: [1, "two", null], nested: { deep: true, pi: 3.25 } },
    personal: { displayName: 'Ana "Ü" <b> 🦀' },
  });
  expect(second).toMatchObject({ actor: "operator (cli)", outcome: "denied" });
  await a.append([{ event: "gateway.started", at: sampleStart, outcome: "done", actor: { kind: "system" } }]);
  const { id: _id, ...bare } = (await b.query({ limit: 1 })).records[0] ?? { id: "" };
  expect(bare).toEqual({ event: "gateway.started", at: sampleStart, outcome: "done", actor: "system" });
}

async function filters({ a }: OpenedAudit): Promise<void> {
  const operator = { actor: { kind: "operator", via: "cli" } } as const;
  await a.append([
    sampleEvent(0),
    sampleEvent(1, { event: "pairing.approved", actor: { kind: "person", principal: person("1") } }),
    sampleEvent(2, { event: "pairingx.other", ...operator, subject: person("4242") }),
    sampleEvent(3, { event: "user.blocked", ...operator, subject: person("42", "work") }),
  ]);
  const minutes = async (query: Parameters<AuditLog["query"]>[0]): Promise<readonly unknown[]> =>
    (await a.query(query)).records.map((record) => record.data?.["minute"]);
  expect(await minutes({ user: "telegram:42" })).toEqual([3, 1, 0]);
  expect(await minutes({ user: "telegram:1" })).toEqual([1]);
  expect(await minutes({ user: "telegram/work:42" })).toEqual([3]);
  expect(await minutes({ user: "discord:42" })).toEqual([]);
  expect(await minutes({ event: "pairing" })).toEqual([1, 0]);
  expect(await minutes({ event: "pairing.approved" })).toEqual([1]);
  expect(await minutes({ event: "pairing.*" })).toEqual([1, 0]);
  expect(await minutes({ event: "*.approved" })).toEqual([1]);
  expect(await minutes({ event: "pairing*.o*r" })).toEqual([2]);
  expect(await minutes({ event: "*" })).toEqual([3, 2, 1, 0]);
  expect(await minutes({ event: "pairing.app_oved" })).toEqual([]);
  expect(await minutes({ event: "pairing", order: "oldest" })).toEqual([0, 1]);
  expect(await minutes({ user: "telegram:42", order: "oldest", limit: 2 })).toEqual([0, 1]);
  expect(await minutes({ since: sampleStart + 60_000, until: sampleStart + 180_000 })).toEqual([2, 1]);
  expect(await minutes({ user: "telegram:42", event: "pairing", since: sampleStart + 1 })).toEqual([1]);
}

async function counts({ a, b }: OpenedAudit): Promise<void> {
  const denied = { event: "access.ignored", outcome: "denied" } as const;
  await a.append([sampleEvent(0), sampleEvent(9), sampleEvent(9, denied), sampleEvent(25, denied), sampleEvent(30)]);
  const span = { since: sampleStart, until: sampleStart + 30 * 60_000, stepMs: 600_000 };
  const at = (piece: number): number => sampleStart + piece * 600_000;
  expect(await b.tally(span)).toEqual([
    { at: at(0), outcome: "denied", count: 1 },
    { at: at(0), outcome: "done", count: 2 },
    { at: at(2), outcome: "denied", count: 1 },
  ]);
  expect(await b.tally({ ...span, event: "access" })).toEqual([
    { at: at(0), outcome: "denied", count: 1 },
    { at: at(2), outcome: "denied", count: 1 },
  ]);
  expect(await a.tally({ ...span, user: "telegram:42", event: "pairing.*" })).toEqual([
    { at: at(0), outcome: "done", count: 2 },
  ]);
  expect(await a.tally({ ...span, user: "discord:42" })).toEqual([]);
  await expect(a.tally({ ...span, stepMs: 1 })).rejects.toMatchObject({ code: "invalid" });
  await expect(a.tally({ ...span, stepMs: Number.NaN })).rejects.toMatchObject({ code: "invalid" });
  await expect(a.tally({ ...span, until: span.since })).rejects.toMatchObject({ code: "invalid" });
}

async function pages({ a, b }: OpenedAudit): Promise<void> {
  await a.append(Array.from({ length: 7 }, (_, minute) => sampleEvent(minute, { at: sampleStart })));
  const first = await a.query({ limit: 3 });
  await b.append([sampleEvent(99)]);
  const second = await a.query({ limit: 3, ...(first.next === undefined ? {} : { cursor: first.next }) });
  const third = await b.query({ limit: 3, ...(second.next === undefined ? {} : { cursor: second.next }) });
  const seen = [first, second, third].map((page) => page.records.map((record) => record.data?.["minute"]));
  expect(seen).toEqual([[6, 5, 4], [3, 2, 1], [0]]);
  expect(third.next).toBeUndefined();
  expect((await a.query({ limit: 8 })).next).toBeUndefined();
  const old = await a.query({ limit: 5, order: "oldest" });
  const young = await b.query({ limit: 5, order: "oldest", ...(old.next === undefined ? {} : { cursor: old.next }) });
  const again = [old, young].flatMap((page) => page.records.map((record) => record.data?.["minute"]));
  expect(again).toEqual([0, 1, 2, 3, 4, 5, 6, 99]);
  expect(young.next).toBeUndefined();
}

async function refusesNonsense({ a }: OpenedAudit): Promise<void> {
  await expect(a.query({ cursor: "'; drop table audit; --" })).rejects.toMatchObject({ code: "invalid" });
  await expect(a.query({ user: "nobody" })).rejects.toMatchObject({ code: "invalid" });
  for (const event of ["pair%", "", " ", "a b", "x".repeat(65), "'; --"]) {
    await expect(a.query({ event })).rejects.toMatchObject({ code: "invalid" });
  }
  await expect(a.query({ since: 2, until: 2 })).rejects.toMatchObject({ code: "invalid" });
  await expect(a.query({ since: Number.NaN })).rejects.toMatchObject({ code: "invalid" });
}
