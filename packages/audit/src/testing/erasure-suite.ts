import type { DomainEvent } from "@moltbot/core";
import { describe, expect, test } from "vitest";
import { allRecords, type OpenedAudit, person, sampleEvent, withLog } from "./support.ts";

const ana = person("424242");
const bob = person("777777");
const byOperator = { actor: { kind: "operator", via: "cli" } } as const;
const texts = { displayName: "Ana Traviesa", username: "ana_t", phone: "+84987654321", firstMessage: "hi, it is Ana" };
const traces = /424242|Traviesa|ana_t|84987654321|it is Ana/i;

/** Every way in which a record can be about Ana. */
const events: readonly DomainEvent[] = [
  sampleEvent(0, { actor: { kind: "person", principal: ana }, subject: ana, personal: texts }),
  sampleEvent(1, { event: "pairing.approved", actor: { kind: "person", principal: bob }, subject: ana, personal: {} }),
  sampleEvent(2, { event: "user.blocked", ...byOperator, subject: ana, personal: { reason: "Ana Traviesa spams" } }),
  sampleEvent(3, {
    event: "access.admitted",
    actor: { kind: "person", principal: ana },
    subject: ana,
    ref: "wamid.84987654321",
    reason: "allowlist_match (id: 424242)",
    data: { chat: 424242, rule: "telegram:424242", layer: "agent", trust: ["allowlisted"] },
  }),
  sampleEvent(4, {
    event: "tool.called",
    actor: { kind: "person", principal: bob },
    subject: bob,
    personal: { arguments: 'message "telegram:424242" hello' },
  }),
  sampleEvent(5, {
    event: "tool.called",
    actor: { kind: "person", principal: bob },
    subject: bob,
    personal: { line: "ls" },
  }),
  { event: "gateway.started", at: sampleEvent(6).at, outcome: "done", actor: { kind: "system" } },
];

async function logged({ a }: OpenedAudit): Promise<void> {
  await a.append(events.slice(0, 4));
  await a.seal();
  await a.append(events.slice(4));
}

/** Erasing and pseudonymising people (SPEC R9.4). */
export function testErasure(name: string, open: () => Promise<OpenedAudit>): void {
  describe(`${name} forgets people`, () => {
    test("[R9.4] nothing that names them is left, everybody else is, and the chain fits", withLog(open, erases));
    test("[R9.4] a pseudonym takes their place, by which their acts are still found", withLog(open, pseudonymises));
    test("[R9.4] both people of a record can go, one after the other", withLog(open, erasesBoth));
    test("[R9.4] counts first, and refuses what cannot be meant", withLog(open, asks));
    test("[R9.5] nobody else can be put in the place of who was erased", withLog(open, forges));
  });
}

const mentions = ["424242", "Ana Traviesa", "ANA_T", "+84987654321"];

async function erases(o: OpenedAudit): Promise<void> {
  await logged(o);
  expect(JSON.stringify(await o.dump())).toMatch(traces);
  expect(await o.b.erase(ana, { mentions })).toBe(5);
  expect(await o.a.erase(ana, { mentions })).toBe(0);
  const dump = JSON.stringify(await o.dump());
  expect(dump).not.toMatch(traces);
  expect(dump).toMatch(/777777/);
  const records = (await allRecords(o.a)).toReversed();
  expect(records[0]).toMatchObject({ actor: "erased", subject: "erased", reason: "asked", data: { minute: 0 } });
  expect(records[1]).toMatchObject({ actor: "telegram:777777", subject: "erased" });
  expect(records[2]).toMatchObject({ actor: "operator (cli)", subject: "erased" });
  expect(records[3]).toMatchObject({ reason: "allowlist_match", data: { layer: "agent", trust: ["allowlisted"] } });
  expect(records[4]).toMatchObject({ actor: "telegram:777777", subject: "telegram:777777" });
  expect(records[4]?.personal).toBeUndefined();
  expect(records[5]?.personal).toEqual({ line: "ls" });
  expect((await o.a.query({ user: "telegram:424242" })).records).toEqual([]);
  expect((await o.a.query({ user: "telegram:777777" })).records).toHaveLength(3);
  expect(await o.b.verify()).toMatchObject({ ok: true, checked: 7 });
}

async function pseudonymises(o: OpenedAudit): Promise<void> {
  await logged(o);
  expect(await o.a.pseudonymise(ana, "p-0001", { mentions })).toBe(5);
  expect(await o.b.pseudonymise(ana, "p-0001", { mentions })).toBe(0);
  expect(JSON.stringify(await o.dump())).not.toMatch(traces);
  const { records } = await o.b.query({ user: "anonymous:p-0001" });
  expect(records.map((record) => record.event)).toEqual([
    "access.admitted",
    "user.blocked",
    "pairing.approved",
    "pairing.requested",
  ]);
  expect(records[2]).toMatchObject({ actor: "telegram:777777", subject: "anonymous:p-0001" });
  expect(await o.a.verify()).toMatchObject({ ok: true, checked: 7 });
  expect(await o.a.erase({ channel: "anonymous", account: "default", id: "p-0001" })).toBe(4);
  expect(JSON.stringify(await o.dump())).not.toMatch(/p-0001/);
  expect(await o.a.verify()).toMatchObject({ ok: true, checked: 7 });
}

async function erasesBoth(o: OpenedAudit): Promise<void> {
  await logged(o);
  await o.a.erase(ana);
  expect(await o.a.erase(bob)).toBe(3);
  expect(JSON.stringify(await o.dump())).not.toMatch(/777777/);
  expect((await allRecords(o.b)).filter((record) => record.actor === "erased")).toHaveLength(5);
  expect(await o.b.verify()).toMatchObject({ ok: true, checked: 7 });
}

async function asks(o: OpenedAudit): Promise<void> {
  await logged(o);
  expect(await o.a.erase(ana, { dryRun: true })).toBe(4);
  expect(await o.a.erase(ana, { dryRun: true, mentions })).toBe(5);
  expect(JSON.stringify(await o.dump())).toMatch(traces);
  // Part of a longer word is no mention.
  expect(await o.a.erase(person("1"), { dryRun: true, mentions: ["4242", "Trav"] })).toBe(0);
  for (const pseudonym of ["", "x y", "Ana", "abc", "telegram:1"]) {
    await expect(o.a.pseudonymise(ana, pseudonym)).rejects.toMatchObject({ code: "invalid" });
  }
  await expect(o.a.erase(ana, { mentions: [" "] })).rejects.toMatchObject({ code: "invalid" });
}

async function forges(o: OpenedAudit): Promise<void> {
  await logged(o);
  await o.a.pseudonymise(ana, "p-0001");
  await o.a.seal();
  const approved = (await allRecords(o.a)).find((record) => record.event === "pairing.approved");
  await o.tamper.changeSubject(approved?.id ?? "", "p-0002");
  expect(await o.a.verify()).toMatchObject({ ok: true });
  await o.tamper.changeSubject(approved?.id ?? "", "1", "telegram");
  expect(await o.a.verify()).toMatchObject({ ok: false, brokenAt: 2 });
}
