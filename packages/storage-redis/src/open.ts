import type { ApprovalStore, PendingMirror } from "@moltbot/approvals";
import {
  type Clock,
  type Logger,
  type NonceStore,
  type Random,
  type RateLimiter,
  silentLogger,
  systemClock,
  systemRandom,
  type Wakeups,
} from "@moltbot/core";
import { createApprovalStore } from "./approvals.ts";
import { type Connection, connect } from "./connection.ts";
import { createRateLimiter } from "./limiter.ts";
import { createMirror } from "./mirror.ts";
import { createNonces } from "./nonces.ts";
import { createTraces, type RedisTraces } from "./privacy.ts";
import { createWakeups } from "./wakeups.ts";

/** Where Redis is and what the store may use. */
export interface RedisOptions {
  /** `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS. */
  readonly url: string;
  /** Put before every key and channel; `moltbot:` unless told. Stores with the same prefix share everything. */
  readonly prefix?: string;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Hears when Redis goes and comes back, once each time. */
  readonly log?: Logger;
  /** How long a command may take before it fails with `unavailable`, milliseconds; 1500 unless told. */
  readonly timeoutMs?: number;
  /** How long an ended question stays readable, milliseconds; one day unless told. */
  readonly keepEndedMs?: number;
}

/** Everything Moltbot keeps in Redis. Each part throws `unavailable` while Redis is out of reach, and works again after. */
export interface RedisStorage {
  /** Questions with Redis as their only home, for programs without Postgres. */
  readonly approvals: ApprovalStore;
  /** A fast copy of pending questions whose truth is elsewhere. */
  readonly mirror: PendingMirror;
  readonly limiter: RateLimiter;
  readonly nonces: NonceStore;
  /** Never throws: a hint that cannot travel still reaches the listeners of this process. */
  readonly wakeups: Wakeups;
  /** What names people, to be erased with them. */
  readonly traces: RedisTraces;
  /** Why Redis cannot be used right now, as one sentence, or `undefined` when it answers. Never throws. */
  check(): Promise<string | undefined>;
  /** Ends the connections; everything throws `unavailable` afterwards. May be called twice. */
  close(): Promise<void>;
}

const day = 86_400_000;

/**
 * Opens Redis. Waits for the first attempt to connect and resolves whether it succeeded or not: a Redis that is down
 * shows in {@link RedisStorage.check} and is tried again until it answers (SPEC R0.3).
 * @throws MoltbotError `invalid` when `url` is no Redis address
 */
export async function openRedis(o: RedisOptions): Promise<RedisStorage> {
  const prefix = o.prefix ?? "moltbot:";
  const clock = o.clock ?? systemClock;
  const log = o.log ?? silentLogger;
  const connection: Connection = await connect({ url: o.url, log, timeoutMs: o.timeoutMs ?? 1500 });
  const nonces = createNonces(connection, { prefix, clock, random: o.random ?? systemRandom, log });
  const wakeups = createWakeups(connection, { prefix, log });
  await connection.start();
  return {
    approvals: createApprovalStore(connection, { prefix, keepEndedMs: o.keepEndedMs ?? day }),
    mirror: createMirror(connection, prefix),
    limiter: createRateLimiter(connection, prefix),
    nonces,
    wakeups,
    traces: createTraces(connection, prefix),
    check: () => connection.check(),
    close: () => connection.close(),
  };
}
