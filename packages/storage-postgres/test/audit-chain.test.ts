import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { allRecords, sampleEvent, sampleStart } from "@moltbot/audit/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { anyEvent } from "../../../test/support/audit-events.ts";
import type { PostgresStorage } from "../src/index.ts";
import { auditRows } from "../src/questions.ts";
import { gapsClose } from "./support/gaps.ts";
import { deps, type Opened, postgresDatabase } from "./support/open.ts";

const sealer = fileURLToPath(new URL("support/sealer.ts", import.meta.url));

describe("[R9.5] The chain of a log that several processes write", () => {
  let database: Opened & { readonly url: string };
  let a: PostgresStorage;
  let b: PostgresStorage;
  beforeAll(async () => {
    database = await postgresDatabase(inject("databaseUrl"));
    [a, b] = [await database.open(), await database.open()];
  });
  afterAll(() => database.close());

  test("fits whatever was logged, as the database gives it back", async () => {
    await database.clear();
    let logged = 0;
    const named = anyEvent.map((event) => ({ ...event, event: `any.${event.event}` }));
    const some = fc.array(named, { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(some, async (events) => {
        await a.audit.append(events);
        logged += events.length;
        expect(await b.audit.verify()).toMatchObject({ ok: true, checked: logged });
      }),
      { numRuns: 40 },
    );
  });

  test("takes in rows whose transactions committed late, behind rows that were written after them", async () => {
    await database.clear();
    let commit = (): void => {};
    let written = (): void => {};
    const done = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const held = new Promise<void>((resolve) => {
      written = resolve;
    });
    const slow = database.driver.transaction(async (tx) => {
      const rows = auditRows([sampleEvent(0), sampleEvent(1)], deps.random);
      await tx.query("select audit_append($1::text::jsonb)::text", [rows]);
      written();
      await done;
    });
    await held;
    await a.audit.append([sampleEvent(2)]);
    // Nobody waits for the slow one: neither writers nor the sealer.
    expect(await b.audit.seal()).toBe(1);
    const early = await a.audit.head();
    expect(early.seq).toBe(1);
    commit();
    await slow;
    expect(await a.audit.seal()).toBe(2);
    expect(await b.audit.verify({ remembered: early })).toMatchObject({ ok: true, checked: 3 });
    const records = await allRecords(a.audit);
    expect(records.map(({ data, seq }) => [data?.["minute"], seq])).toEqual([
      [2, 1],
      [1, 3],
      [0, 2],
    ]);
  });

  test("has nothing of a transaction that was rolled back, and no hole", async () => {
    await database.clear();
    const failed = database.driver.transaction(async (tx) => {
      await tx.query("select audit_append($1::text::jsonb)::text", [auditRows([sampleEvent(0)], deps.random)]);
      throw new Error("changed my mind");
    });
    await expect(failed).rejects.toThrow("changed my mind");
    await a.audit.append([sampleEvent(1)]);
    expect(await a.audit.verify()).toMatchObject({ ok: true, checked: 1, seq: 1 });
  });

  test("misses nothing, whatever order transactions end in and whether they fail", async () => {
    await database.clear();
    const swept: number[] = [];
    const sweeping = (async () => {
      for (let i = 0; i < 40; i++) swept.push(await (i % 2 === 0 ? a : b).audit.seal());
    })();
    const writers = Array.from({ length: 80 }, async (_, i) => {
      const work = database.driver.transaction(async (tx) => {
        const rows = auditRows([sampleEvent(2 * i), sampleEvent(2 * i + 1)], deps.random);
        await tx.query("select audit_append($1::text::jsonb)::text", [rows]);
        await tx.query("select pg_sleep($1::float8)::text", [((i * 7) % 5) / 100]);
        if (i % 3 === 0) throw new Error("changed my mind");
      });
      return work.then(
        () => 2,
        () => 0,
      );
    });
    const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
    const committed = sum(await Promise.all(writers));
    await sweeping;
    swept.push(await a.audit.seal(), await b.audit.seal());
    expect(sum(swept)).toBe(committed);
    expect(await b.audit.verify()).toMatchObject({ ok: true, checked: committed });
    await gapsClose(database.driver, a.audit);
  });

  test("is one chain after many writers, sealers and retention worked on it at once", async () => {
    await database.clear();
    const logs = [a.audit, b.audit];
    const long = sampleStart + 10 ** 9;
    const work = Array.from({ length: 60 }, async (_, i) => {
      const log = logs[i % 2] ?? a.audit;
      await log.append(Array.from({ length: 7 }, () => sampleEvent(i, { personal: {} })));
      if (i % 5 === 0) await log.seal();
      if (i % 11 === 0) await log.retire(sampleStart + 20 * 60_000, { now: long });
      if (i % 13 === 0) expect(await log.verify()).toMatchObject({ ok: true });
    });
    await Promise.all(work);
    await a.audit.seal();
    const verdict = await b.audit.verify();
    expect(verdict).toMatchObject({ ok: true });
    const records = await allRecords(a.audit);
    const seqs = records.map(({ seq }) => seq ?? 0).toSorted((x, y) => x - y);
    const gone = verdict.ok ? (verdict.since?.seq ?? 0) : 0;
    expect(seqs).toEqual(seqs.map((_, i) => gone + i + 1));
    const said = records.filter(({ event }) => event === "audit.retired").length;
    expect(records.length + gone).toBe(420 + said);
  });

  test("[R0.4] survives kill -9 of whoever seals, at any point: nothing sealed twice, nothing left out", async () => {
    await database.clear();
    let written = 0;
    for (let round = 0; round < 6; round++) {
      const heads = await sealAndKill(database.url, 40 + round * 25, async () => {
        await a.audit.append(Array.from({ length: 50 }, () => sampleEvent(written++, { personal: {} })));
      });
      // What the dead one said is true: it was committed.
      for (const head of heads) expect(await b.audit.includes(head)).toBe(true);
    }
    expect(await b.audit.verify()).toMatchObject({ ok: true, checked: written, seq: written });
    const [left] = await database.driver.query("select sum(count)::int as sealed from audit_seals");
    expect(left).toEqual({ sealed: written });
  });
});

/** Starts a sealer, writes meanwhile, kills it after so many milliseconds; answers the heads it told of. */
async function sealAndKill(url: string, ms: number, write: () => Promise<void>) {
  const child = spawn(process.execPath, ["--conditions=@moltbot/source", sealer, url], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let trouble = "";
  child.stderr.on("data", (chunk) => (trouble += chunk));
  const started = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      output += chunk;
      resolve();
    });
    child.once("close", () => resolve());
  });
  await started;
  const until = Date.now() + ms;
  while (Date.now() < until) await write();
  const closed = new Promise((resolve) => child.once("close", (_, signal) => resolve(signal)));
  child.kill("SIGKILL");
  expect(await closed).toBe("SIGKILL");
  expect(trouble).toBe("");
  const lines = output.split("\n").slice(0, -1);
  return lines.map((line): { seq: number; hash: string } => JSON.parse(line));
}
