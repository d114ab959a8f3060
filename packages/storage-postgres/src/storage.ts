import type { ApprovalStore, GrantStore, JobBoard } from "@moltbot/approvals";
import type { AuditLog } from "@moltbot/audit";
import type { ChannelKeys } from "@moltbot/channel";
import type { Clock, Logger, NonceStore, Random, Wakeups } from "@moltbot/core";
import type { BrowserStore, DeviceStore } from "@moltbot/device-pairing";
import type { IdentityStore, PairingStore } from "@moltbot/pairing";
import type { ErasureJournal, PersonalPlace } from "@moltbot/pairing/privacy";
import type { MessageStore } from "@moltbot/sessions";
import { createAuditLog } from "./audit.ts";
import { createBrowserStore } from "./browsers.ts";
import { createChannelKeys } from "./channel-keys.ts";
import { createDeviceStore } from "./devices.ts";
import type { Driver } from "./driver.ts";
import { createGrantStore } from "./grants.ts";
import { createIdentityStore } from "./identities.ts";
import { createJobBoard } from "./jobs.ts";
import { createMessageStore } from "./messages.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { createPairingStore } from "./pairing.ts";
import { createPgliteEngine, pgliteDriver } from "./pglite-driver.ts";
import { createPostgresDriver } from "./postgres-driver.ts";
import { createErasureJournal } from "./privacy/journal.ts";
import { databasePlaces } from "./privacy/places.ts";
import { createSuppression } from "./privacy/suppression.ts";
import type { StoreDeps } from "./questions.ts";
import { createNonces, createSecrets, type Secrets } from "./small.ts";

/** Every durable port of one process. */
export interface PostgresStorage {
  readonly engine: "postgres" | "pglite";
  readonly approvals: ApprovalStore;
  readonly grants: GrantStore;
  readonly pairing: PairingStore;
  /** Labels, links, claims and pins. */
  readonly identities: IdentityStore;
  readonly devices: DeviceStore;
  /** Browsers that are signed in to the dashboard. */
  readonly browsers: BrowserStore;
  readonly jobs: JobBoard;
  readonly channelKeys: ChannelKeys;
  readonly audit: AuditLog;
  readonly messages: MessageStore;
  readonly secrets: Secrets;
  /** Erasures of people, and every table that holds traces of them. */
  readonly privacy: { readonly journal: ErasureJournal; readonly places: readonly PersonalPlace[] };
  readonly nonces: NonceStore;
  readonly wakeups: Wakeups;
  /** @throws MoltbotError `unavailable` when the database does not answer */
  check(): Promise<void>;
  /** Idempotent. What this process was working on is free for others at once. */
  close(): Promise<void>;
}

/** What every storage needs from its program. */
export interface StorageOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** Options of {@link openPostgres}. */
export interface PostgresOptions extends StorageOptions {
  /** `postgres://user:password@host:5432/database` */
  readonly url: string;
  /** Connections besides the one that stands for this process; default 8. */
  readonly poolSize?: number;
  /** Longest wait for an answer of the server, in milliseconds; default 5000. */
  readonly timeoutMs?: number;
}

/** Options of {@link openPglite}. */
export interface PgliteOptions extends StorageOptions {
  /** A directory of its own (made with mode 0700), or `"memory"`. */
  readonly dir: string | "memory";
}

/**
 * Opens the tables on a Postgres server (14 or newer), making or upgrading them first. Comes back by itself when the
 * server was away; until then every call fails with `unavailable`.
 * @throws MoltbotError `unavailable` (unreachable, wrong password, no such database: each says so), `conflict` (made by
 * a newer program), `invalid` (no Postgres URL)
 */
export async function openPostgres(o: PostgresOptions): Promise<PostgresStorage> {
  const { poolSize = 8, timeoutMs = 5000 } = o;
  const driver = await createPostgresDriver({ ...o, poolSize, timeoutMs });
  return openStorage(driver, o);
}

/**
 * Opens the same tables on PGlite, Postgres inside this process. Without fsync: what it acknowledged survives a killed
 * process, not a power cut.
 * @throws MoltbotError `conflict` when another process uses the directory (or a newer program made it), `unavailable`
 * when it cannot be read or written
 */
export async function openPglite(o: PgliteOptions): Promise<PostgresStorage> {
  const engine = await createPgliteEngine(o);
  try {
    return closing(await openStorage(pgliteDriver(engine), o), engine.close);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Migrates, joins and puts the ports on a driver; closes it when that fails. */
export async function openStorage(driver: Driver, o: StoreDeps): Promise<PostgresStorage> {
  try {
    await migrate(driver, migrations);
    const holder = await driver.join();
    const secrets = createSecrets(driver);
    const suppression = await createSuppression(secrets, o.random);
    const pairing = createPairingStore(driver, { ...o, suppression });
    const audit = createAuditLog(driver, o);
    const storage: PostgresStorage = {
      engine: driver.engine,
      approvals: pairing.approvals,
      grants: createGrantStore(driver, holder, o),
      pairing,
      identities: createIdentityStore(driver, o),
      devices: createDeviceStore(driver, o),
      browsers: createBrowserStore(driver, o),
      jobs: createJobBoard(driver, holder, o),
      channelKeys: createChannelKeys(driver, holder),
      audit,
      messages: createMessageStore(driver, holder, o),
      secrets,
      privacy: {
        journal: createErasureJournal(driver, holder, { ...o, suppression }),
        places: databasePlaces(driver, audit),
      },
      nonces: createNonces(driver),
      wakeups: driver.wakeups,
      async check() {
        await driver.query("select 1");
      },
      close: driver.close,
    };
    return closing(storage, async () => undefined);
  } catch (error) {
    await driver.close().catch(() => undefined);
    throw error;
  }
}

/** The same storage, closed once, and `after` after it. */
function closing(storage: PostgresStorage, after: () => Promise<void>): PostgresStorage {
  let closed: Promise<void> | undefined;
  return {
    ...storage,
    close() {
      closed ??= storage.close().then(after);
      return closed;
    },
  };
}
