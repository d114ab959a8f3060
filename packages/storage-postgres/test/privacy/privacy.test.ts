import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { historyTables, lastTables, messageTables, peopleTables, requestTables } from "../../src/privacy/tables.ts";
import type { PostgresStorage } from "../../src/storage.ts";
import { type Opened, pgliteDatabase, postgresDatabase } from "../support/open.ts";
import { textColumns } from "./columns.ts";
import { live } from "./seed.ts";
import { columnsOf, dump, near, privacyOf, profileOfZora, secretText, tracesOfZora, zora } from "./support.ts";

const by = "cli" as const;
/** Tables with personal columns that clean themselves, or are cleaned by the audit log. */
const byThemselves = ["audit_events", "erasures"];

describe.each([
  ["Postgres", () => postgresDatabase(inject("databaseUrl"))],
  ["PGlite", pgliteDatabase],
] as const)("[R9.4] People on %s", (_, open) => {
  let database: Opened;
  let storage: PostgresStorage;
  beforeAll(async () => {
    database = await open();
    storage = await database.open();
  });
  beforeEach(async () => {
    await database.clear();
    await live(storage, database.driver, { who: zora, profile: profileOfZora, text: secretText });
  });
  afterAll(() => database.close());
  const found = async (): Promise<readonly string[]> =>
    (await dump(database.driver)).filter((line) => tracesOfZora.test(line));

  test("every column that can hold text is classified, and every table with a personal one is cleaned", async () => {
    const columns = await columnsOf(database.driver);
    const listed = Object.entries(textColumns).flatMap(([table, names]) =>
      Object.keys(names).map((name) => `${table}.${name}`),
    );
    const actual = [...columns].flatMap(([table, names]) => names.map((name) => `${table}.${name}`));
    expect(listed.sort()).toEqual(actual.sort());
    const personal = Object.entries(textColumns)
      .filter(([, names]) => Object.values(names).some((how) => how.startsWith("personal: ")))
      .map(([table]) => table);
    const cleaned = [...messageTables, ...historyTables, ...requestTables, ...peopleTables, ...lastTables];
    const places = new Set([...cleaned.map(({ table }) => table), ...byThemselves]);
    expect(personal.filter((table) => !places.has(table))).toEqual([]);
    const unclear = Object.values(textColumns).flatMap((names) =>
      Object.values(names).filter((how) => !/^(personal|not): \S/.test(how)),
    );
    expect(unclear).toEqual([]);
  });

  test("somebody who lived leaves a trace in every table with a personal column", async () => {
    const tables = new Set((await found()).map((line) => line.split(" ")[0]));
    const personal = Object.entries(textColumns).flatMap(([table, names]) =>
      Object.values(names).some((how) => how.startsWith("personal: ")) && table !== "erasures" ? [table] : [],
    );
    expect(personal.filter((table) => !tables.has(table))).toEqual([]);
  });

  test("purge leaves nothing of a person in any table, and nothing of their neighbour goes", async () => {
    await live(storage, database.driver, {
      who: near,
      profile: { displayName: "Nea Rby", username: "nearby", phone: "+34600777889" },
      text: "plain words",
    });
    const before = (await dump(database.driver)).filter((line) => line.includes(near.id));
    const outcome = await privacyOf(storage).erase({ who: zora, mode: "purge", by });
    expect(outcome).toMatchObject({ status: "erased", blocked: true });
    expect(await found()).toEqual([]);
    const after = (await dump(database.driver)).filter((line) => line.includes(near.id));
    expect(after).toEqual(before);
    expect(await storage.audit.verify()).toMatchObject({ ok: true });
    expect(await privacyOf(storage).erase({ who: zora, mode: "purge", by })).toEqual({
      status: "unchanged",
      blocked: true,
    });
  });
});
