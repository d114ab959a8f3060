import { type Clock, type Logger, silentLogger, systemClock, systemRandom } from "@moltbot/core";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import type { Driver } from "../../src/driver.ts";
import { createPgliteEngine, pgliteDriver } from "../../src/pglite-driver.ts";
import { createPostgresDriver } from "../../src/postgres-driver.ts";
import { openStorage, type PostgresStorage } from "../../src/storage.ts";

/** One database that storages are opened on, as many as a test wants, each a process of its own to the others. */
export interface Opened {
  /** For looking and meddling. */
  readonly driver: Driver;
  open(o?: { clock?: Clock; log?: Logger }): Promise<PostgresStorage>;
  /** Empties every table. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export const deps = { clock: systemClock, random: systemRandom, log: silentLogger };

const tables = `people, identity_labels, linked_people, identity_links, entry_claims, entry_pins, grants, blocks, user_sessions, delegations, approvals, approval_votes, command_grants, command_runs, conversations, inbox, outbox, cards,
  history, audit_events, audit_seals, audit_gaps, audit_ends, nonces, secrets, erasures, suppressed, devices, device_tokens, device_join_codes, browser_sessions, running_jobs, channel_claims, channel_records`;

/** Runs as nobody but the owner of a database can: without triggers and foreign keys. */
export async function meddle(driver: Driver, statements: string): Promise<void> {
  await driver.transaction(async (tx) => {
    await tx.exec(`set local session_replication_role = replica; ${statements}`);
  });
}

function opened(driver: Driver, make: () => Promise<Driver>, end: () => Promise<void>): Opened {
  const storages: PostgresStorage[] = [];
  return {
    driver,
    async open(o = {}) {
      const storage = await openStorage(await make(), { ...deps, ...o });
      storages.push(storage);
      return storage;
    },
    clear: () =>
      meddle(
        driver,
        `alter table audit_events disable trigger all; alter table audit_seals disable trigger all;
         truncate ${tables} restart identity cascade;
         alter table audit_events enable trigger all; alter table audit_seals enable trigger all`,
      ),
    async close() {
      await Promise.all(storages.map((storage) => storage.close()));
      await end();
    },
  };
}

/** A database of its own on the server of this run. */
export async function postgresDatabase(serverUrl: string): Promise<Opened & { readonly url: string }> {
  const database = await createTestDatabase(serverUrl);
  const make = (): Promise<Driver> =>
    createPostgresDriver({ url: database.url, poolSize: 4, timeoutMs: 10_000, ...deps });
  const driver = await make();
  return {
    url: database.url,
    ...opened(driver, make, async () => {
      await driver.close();
      await database.drop();
    }),
  };
}

/** A PGlite in memory. */
export async function pgliteDatabase(): Promise<Opened> {
  const engine = await createPgliteEngine({ dir: "memory", log: silentLogger });
  return opened(pgliteDriver(engine), async () => pgliteDriver(engine), engine.close);
}
