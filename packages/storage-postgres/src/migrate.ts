import { createHash } from "node:crypto";
import { MoltbotError } from "@moltbot/core";
import type { Driver, Row, Transaction } from "./driver.ts";
import { databaseCode } from "./errors.ts";

/** One step forward. There is none backward. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const lockKey = 1_836_018_805;
const missing = new Set(["42P01", "3F000"]); // no such table, no such schema

/** What is stored of an applied step, to notice when it is not the one that this program knows. */
export function checksum(migration: Migration): string {
  return createHash("sha256").update(migration.sql).digest("hex");
}

/**
 * Brings the database to the newest version. Several processes may do so at once: each step runs once, in a transaction
 * of its own, under an advisory lock.
 * @throws MoltbotError `conflict` when the database was made by a newer or by another program; nothing was changed then
 */
export async function migrate(driver: Driver, migrations: readonly Migration[]): Promise<void> {
  if (left(await appliedSoFar(driver), migrations).length === 0) return;
  await driver.transaction(
    async (tx) => {
      await lock(tx);
      await tx.exec(`create schema if not exists moltbot;
        create table if not exists migrations (version int primary key, name text not null, checksum text not null,
          applied_at timestamptz not null default now())`);
    },
    { patient: true },
  );
  for (const migration of migrations) {
    await driver.transaction(
      async (tx) => {
        await lock(tx);
        if (!left(await readApplied(tx), migrations).includes(migration)) return;
        await tx.exec(migration.sql);
        await tx.query("insert into migrations (version, name, checksum) values ($1::int, $2::text, $3::text)", [
          migration.version,
          migration.name,
          checksum(migration),
        ]);
      },
      { patient: true },
    );
  }
}

async function lock(tx: Transaction): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(${lockKey})::text`);
}

const readApplied = (queries: Pick<Driver, "query">): Promise<readonly Row[]> =>
  queries.query("select version, name, checksum from migrations order by version");

async function appliedSoFar(driver: Driver): Promise<readonly Row[]> {
  try {
    return await readApplied(driver);
  } catch (error) {
    if (missing.has(databaseCode((error as MoltbotError).data))) return [];
    throw error;
  }
}

/** The steps that were not applied, after a check of those that were. */
function left(applied: readonly Row[], migrations: readonly Migration[]): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  const newest = migrations.at(-1)?.version ?? 0;
  for (const row of applied) {
    const migration = known.get(Number(row["version"]));
    if (migration === undefined) {
      throw new MoltbotError("conflict", `The database has version ${row["version"]}; this program knows ${newest}`, {
        hint: "It was used by a newer Moltbot. Install that version or newer, or use another database.",
      });
    }
    if (row["checksum"] !== checksum(migration)) {
      throw new MoltbotError(
        "conflict",
        `Step ${migration.version} (${migration.name}) of the database is not the one that this program knows`,
        { hint: "It was made by another build. Use that build, or restore a backup into an empty database." },
      );
    }
  }
  const done = new Set(applied.map((row) => Number(row["version"])));
  return migrations.filter((migration) => !done.has(migration.version));
}
