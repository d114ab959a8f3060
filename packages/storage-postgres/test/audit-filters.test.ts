import {
  type AuditQuery,
  csvColumns,
  exportLog,
  readRecords,
  rowFilter,
  toRecord,
  toRow,
  unguardText,
} from "@moltbot/audit";
import { person, sampleEvent, sampleStart } from "@moltbot/audit/testing";
import type { DomainEvent } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import fc from "fast-check";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { PostgresStorage } from "../src/index.ts";
import { type Opened, postgresDatabase } from "./support/open.ts";

const names = ["pairing.requested", "pairing.refused", "pairing", "pairingx.refused", "user.blocked", "a_b.c", "aXb.c"];
const who = fc.constantFrom(person("1"), person("1", "work"), person("2"), { ...person("1"), channel: "discord" });
const event: fc.Arbitrary<DomainEvent> = fc.record({
  event: fc.constantFrom(...names),
  at: fc.integer({ min: 0, max: 9 }).map((minute) => sampleStart + minute),
  outcome: fc.constant("done" as const),
  actor: fc.oneof(
    who.map((principal) => ({ kind: "person" as const, principal })),
    fc.constant({ kind: "system" as const }),
  ),
  subject: who,
});
const query: fc.Arbitrary<AuditQuery> = fc.record(
  {
    user: fc.constantFrom("telegram:1", "telegram/work:1", "telegram/default:1", "discord:1", "telegram:9"),
    event: fc.constantFrom(
      ...names,
      "*",
      "*.refused",
      "pairing.*",
      "pair*.re*ed",
      "a_b.*",
      "*_*",
      "a*.c",
      "user.b*ck*",
    ),
    since: fc.integer({ min: 0, max: 4 }).map((minute) => sampleStart + minute),
    until: fc.integer({ min: 5, max: 9 }).map((minute) => sampleStart + minute),
    order: fc.constantFrom("newest" as const, "oldest" as const),
    limit: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: [] },
);

describe("[R9.5] Records in Postgres", () => {
  let database: Opened & { readonly url: string };
  let storage: PostgresStorage;
  beforeAll(async () => {
    database = await postgresDatabase(inject("databaseUrl"));
    storage = await database.open();
  });
  afterAll(() => database.close());

  test("are found as a plain search finds them, page by page, in either order", async () => {
    const events = fc.sample(event, { numRuns: 200, seed: 7 });
    await storage.audit.append(events);
    const random = createSeededRandom(1);
    const rows = events.map((one) => toRow(one, { random }));
    await fc.assert(
      fc.asyncProperty(query, async (wish) => {
        const found = [];
        for await (const { id: _id, ...record } of readRecords(storage.audit, wish)) found.push(record);
        const naive = rows.filter(rowFilter(wish)).map((row) => {
          const { id: _id, ...record } = toRecord(row);
          return record;
        });
        expect(found).toEqual(wish.order === "oldest" ? naive : naive.toReversed());
      }),
      { numRuns: 150 },
    );
  });

  test("come out as CSV that another parser reads, whatever strangers wrote", async () => {
    await database.clear();
    const nasty = fc.string({
      unit: fc.constantFrom('"', ",", "\r", "\n", "'", "=", "+", "@", "\t", "＝", "\\", ".", "ä🦀"),
    });
    const texts = fc.sample(nasty, { numRuns: 300, seed: 3 });
    await storage.audit.append(
      texts.map((text, minute) => sampleEvent(minute, { reason: `${text}!`, personal: { displayName: text } })),
    );
    const by = { kind: "operator", via: "cli" } as const;
    const filter = { event: "pairing.requested" };
    const sql = postgres(database.url, { max: 1, onnotice: () => {} });
    try {
      const columns = csvColumns.map((name) => `"${name}" text`).join(", ");
      await sql.unsafe(`create temp table exported (line int generated always as identity, ${columns})`);
      const list = csvColumns.map((name) => `"${name}"`).join(", ");
      const copy = await sql.unsafe(`copy exported (${list}) from stdin (format csv, header)`).writable();
      for await (const piece of await exportLog(storage.audit, { filter, format: "csv", by, now: 1 }))
        copy.write(piece);
      await new Promise<void>((resolve, reject) => {
        copy.once("error", reject);
        copy.end(() => resolve());
      });
      const rows = await sql.unsafe("select reason, personal from exported order by line");
      expect(rows.map((row) => unguardText(String(row["reason"])))).toEqual(texts.map((text) => `${text}!`));
      expect(rows.map((row) => JSON.parse(unguardText(String(row["personal"]))).displayName)).toEqual(texts);
      for (const row of rows) expect(String(row["reason"])).not.toMatch(/^[\s]*[=+\-@＝＋－＠]/);
    } finally {
      await sql.end();
    }
  });
});
