import { createGrants } from "@moltbot/approvals";
import { approved, sampleGrant, sampleNow } from "@moltbot/approvals/testing";
import type { Logger } from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { PostgresStorage } from "../src/index.ts";
import { deps, meddle, type Opened, pgliteDatabase, postgresDatabase } from "./support/open.ts";

const act = { actor: { kind: "operator", via: "cli" } } as const;
const wish = { scope: "session", session: "s1", agent: "main", subject: "d1", payload: {} } as const;
const wanted = { kind: "exec", agent: "main", subject: "d1", now: sampleNow } as const;

describe.each([
  ["Postgres", () => postgresDatabase(inject("databaseUrl"))],
  ["PGlite", pgliteDatabase],
] as const)("Commands on %s", (_, start) => {
  let database: Opened;
  let storage: PostgresStorage;
  const logged: unknown[] = [];
  const log: Logger = { ...deps.log, error: (message, fields) => logged.push([message, fields]) };
  beforeAll(async () => {
    database = await start();
    storage = await database.open({ log });
  });
  afterAll(() => database.close());

  test("[R7.3] what a grant is found by is never mended: two subjects must not become one", async () => {
    const approval = await approved(storage);
    const grants = createGrants({ store: storage.grants, clock: createManualClock(sampleNow), random: deps.random });
    for (const bad of ["d1\u0000", "d1\ud800", "\udc00"]) {
      for (const key of ["subject", "agent", "session"] as const) {
        const refused = { code: "invalid" };
        await expect(grants.remember(approval, { ...wish, [key]: bad }, act)).rejects.toMatchObject(refused);
        await expect(storage.grants.find({ ...wanted, [key]: bad })).rejects.toMatchObject(refused);
        await expect(storage.grants.list({ now: sampleNow, [key]: bad })).rejects.toMatchObject(refused);
      }
    }
    expect(await storage.grants.list({ now: sampleNow })).toEqual([]);
  });

  test("[R7.4] shows any text of a command, and what Postgres cannot hold as U+FFFD", async () => {
    const payload = {
      command: "a\u0000b \ud83e '; drop table command_grants; -- 🦀",
      none: null,
      deep: { none: null },
    };
    const grant = sampleGrant(await approved(storage), { payload });
    const subject = "'; -- %\\ \n 🦀";
    const stored = { ...grant, subject, grantedBy: ["o'brien", '"; {', "🦀"] };
    await storage.grants.commit({ changes: [{ type: "grant", grant: stored }], events: [] });
    const shown = { ...payload, command: "a\ufffdb \ufffd '; drop table command_grants; -- 🦀" };
    expect(await storage.grants.find({ ...wanted, subject })).toEqual({ ...stored, payload: shown });
    expect(await storage.grants.find({ ...wanted, subject: `${subject} ` })).toBeUndefined();
  });

  test("[R0.3] a corrupt grant covers nothing, is named in the log, and is an error when asked for", async () => {
    const grant = sampleGrant(await approved(storage), { subject: "corrupt" });
    await storage.grants.commit({ changes: [{ type: "grant", grant }], events: [] });
    await meddle(
      database.driver,
      `alter table command_grants drop constraint command_grants_payload_check;
       update command_grants set payload = '7' where id = '${grant.id}'`,
    );
    logged.length = 0;
    expect(await storage.grants.find({ ...wanted, subject: "corrupt" })).toBeUndefined();
    expect(logged).toEqual([["corrupt row skipped", { table: "command_grants", id: grant.id }]]);
    await expect(storage.grants.get(grant.id)).rejects.toMatchObject({ code: "invalid", data: { id: grant.id } });
  });

  test("[R0.4] a process that only seemed dead still says how its run ended, and nobody else does", async () => {
    const { id } = await approved(storage);
    const other = await database.open();
    const step = { approval: id, now: sampleNow, events: [] };
    await storage.grants.claimRun({ ...step, runTtlMs: 1000 });
    const [before] = await database.driver.query("select holder from command_runs where approval = $1::text", [id]);
    // Given to a holder that nobody is, and back: as if its sign of life had been gone for a while.
    await meddle(database.driver, `update command_runs set holder = -1 where approval = '${id}'`);
    expect(await other.grants.loseRun(step)).toMatchObject({ outcome: "lost" });
    await meddle(
      database.driver,
      `update command_runs set holder = ${Number(before?.["holder"])} where approval = '${id}'`,
    );
    expect(await other.grants.finishRun({ ...step, outcome: "exited" })).toMatchObject({ status: "already" });
    const finished = await storage.grants.finishRun({ ...step, outcome: "exited", code: 0 });
    expect(finished).toMatchObject({ status: "finished", run: { outcome: "exited", code: 0 } });
    expect(await storage.grants.finishRun({ ...step, outcome: "failed" })).toMatchObject({ status: "already" });
    await other.close();
  });

  test("[R7.4] a question that is written again can not be run again", async () => {
    const approval = await approved(storage);
    expect(await storage.grants.approvedUnclaimed({ kind: "exec" })).toContainEqual(approval);
    const changed = { ...approval, because: "quorum, again", version: approval.version + 1 };
    const update = { type: "update", approval: changed, expectedVersion: approval.version } as const;
    const claim = { approval: approval.id, now: sampleNow, runTtlMs: 1000, events: [] };
    expect((await storage.grants.claimRun(claim)).status).toBe("claimed");
    // Writing the question again does not make it claimable again.
    expect((await storage.approvals.commit({ changes: [update], events: [] })).status).toBe("committed");
    expect((await storage.grants.claimRun(claim)).status).toBe("already");
  });
});
