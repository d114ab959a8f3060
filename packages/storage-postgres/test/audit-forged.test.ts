import { sampleEvent, sampleStart } from "@moltbot/audit/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { PostgresStorage } from "../src/index.ts";
import { auditRows } from "../src/questions.ts";
import { gapsClose } from "./support/gaps.ts";
import { deps, type Opened, pgliteDatabase, postgresDatabase } from "./support/open.ts";

describe.each([
  ["Postgres", () => postgresDatabase(inject("databaseUrl"))],
  ["PGlite", pgliteDatabase],
])("[R9.5] a row that was put into the log behind the sealer's back, on %s", (_, open) => {
  let database: Opened;
  let storage: PostgresStorage;
  beforeAll(async () => {
    database = await open();
    storage = await database.open();
  });
  afterAll(() => database.close());

  /** Takes the place of a number that nobody has. */
  const forge = (place: string): Promise<unknown> =>
    database.driver.query(
      `insert into audit_events (written, id, at, event, outcome, actor, digest) overriding system value
         select ${place}, 'forged', at, 'access.admitted', 'allowed', actor, digest from audit_events order by written limit 1`,
    );

  test("shows at the number of a transaction that failed", async () => {
    await database.clear();
    await storage.audit.append([sampleEvent(0), sampleEvent(1)]);
    const failed = database.driver.transaction(async (tx) => {
      await tx.query("select audit_append($1::text::jsonb)::text", [auditRows([sampleEvent(2)], deps.random)]);
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow();
    await storage.audit.append([sampleEvent(3), sampleEvent(4)]);
    await storage.audit.seal();
    await gapsClose(database.driver, storage.audit);
    expect(await storage.audit.verify()).toMatchObject({ ok: true, checked: 4 });
    await forge("3");
    expect(await storage.audit.verify()).toMatchObject({ ok: false, brokenAt: 3, row: "forged" });
  });

  test("shows before the first row, and before those that retention left", async () => {
    await database.clear();
    await storage.audit.append([sampleEvent(0), sampleEvent(1), sampleEvent(2)]);
    await storage.audit.seal();
    expect(await storage.audit.retire(sampleStart + 1, { now: Date.now() })).toBe(1);
    expect(await storage.audit.verify()).toMatchObject({ ok: true });
    await forge("1");
    expect(await storage.audit.verify()).toMatchObject({ ok: false, brokenAt: 2, row: "forged" });
  });
});
