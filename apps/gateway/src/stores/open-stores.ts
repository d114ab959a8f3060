import { join } from "node:path";
import { withPendingMirror } from "@moltbot/approvals";
import { type Config, storageSettings } from "@moltbot/config";
import {
  type Clock,
  createMemoryRateLimiter,
  isMoltbotError,
  type Logger,
  messageOf,
  type Random,
  systemClock,
  systemRandom,
} from "@moltbot/core";
import { createIdentityView } from "@moltbot/pairing";
import { openPglite, openPostgres, type PostgresStorage } from "@moltbot/storage-postgres";
import { openRedis, type RedisStorage } from "@moltbot/storage-redis";
import { prepareStateDir } from "../state-file.ts";
import { anchoredAudit } from "./anchored-audit.ts";
import { countedAudit } from "./counted-audit.ts";
import { mirroredPairing } from "./mirrored-pairing.ts";
import type { Stores } from "./stores.ts";

/** What to open and for whom. */
export interface OpenOptions {
  readonly config: Config;
  /** Holds the embedded database when no `database.url` is configured. */
  readonly stateDir: string;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * Opens the configured stores (SPEC R9.8): Postgres and Redis where their URLs are set, else PGlite in the state
 * directory and limits in this process.
 * @throws MoltbotError `unavailable` when one of them is out of reach; what was opened is closed again
 */
export async function openStores(o: OpenOptions): Promise<Stores> {
  const shared = { clock: o.clock ?? systemClock, random: o.random ?? systemRandom, log: o.log };
  const settings = storageSettings(o.config);
  const database = settings.database.url?.reveal();
  const redisUrl = settings.redis.url?.reveal();
  if (database === undefined) await prepareStateDir(o.stateDir);
  const durable =
    database === undefined
      ? await openPglite({ dir: join(o.stateDir, "data"), ...shared })
      : await openPostgres({ url: database, poolSize: settings.database.poolSize, ...shared });
  try {
    const redis =
      redisUrl === undefined
        ? undefined
        : await openRedis({ url: redisUrl, prefix: settings.redis.keyPrefix, ...shared });
    const stores = compose(database === undefined ? "pglite" : "postgres", durable, redis, shared);
    return { ...stores, audit: countedAudit(anchoredAudit(stores.audit, o), shared) };
  } catch (error) {
    await durable.close();
    throw error;
  }
}

function compose(
  kind: Stores["kind"],
  durable: PostgresStorage,
  redis: RedisStorage | undefined,
  shared: { clock: Clock; log: Logger },
): Stores {
  const mirrored = redis === undefined ? undefined : withPendingMirror(durable.approvals, redis.mirror, shared);
  return {
    kind,
    approvals: mirrored ?? durable.approvals,
    grants: durable.grants,
    jobs: durable.jobs,
    pairing: mirrored === undefined ? durable.pairing : mirroredPairing(durable.pairing, mirrored),
    identities: durable.identities,
    said: createIdentityView(durable.identities),
    devices: durable.devices,
    browsers: durable.browsers,
    audit: durable.audit,
    channelKeys: durable.channelKeys,
    messages: durable.messages,
    secrets: durable.secrets,
    privacy: {
      journal: durable.privacy.journal,
      places: [...durable.privacy.places, ...(redis === undefined ? [] : [redis.traces])],
    },
    // Never in Redis: a flushed nonce could be used twice.
    nonces: durable.nonces,
    limiter: redis?.limiter ?? createMemoryRateLimiter(),
    wakeups: redis?.wakeups ?? durable.wakeups,
    async trouble() {
      const database = await problemOf(kind === "pglite" ? "embedded database" : "database", () => durable.check());
      const down = await redis?.check();
      return [database, down === undefined ? undefined : `redis: ${down}`].filter((text) => text !== undefined);
    },
    async close() {
      await redis?.close();
      await durable.close();
    },
  };
}

async function problemOf(name: string, check: () => Promise<void>): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    const hint = isMoltbotError(error) && error.hint !== undefined ? ` ${error.hint}` : "";
    return `${name}: ${messageOf(error)}${hint}`;
  }
}
