import { createHash } from "node:crypto";
import { type Logger, MoltbotError, messageOf } from "@moltbot/core";
import type { Redis, RedisOptions } from "ioredis";

/** A Lua program, sent by its hash. */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/** A Lua program that Redis runs as one step. */
export function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

/** One Redis, reached through a connection for commands and, once somebody listens, one for hints. */
export interface Connection {
  /** Runs a script: one round trip. @throws MoltbotError `unavailable` */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /** Runs one plain command. @throws MoltbotError `unavailable` */
  command<T>(send: (redis: Redis) => Promise<T>): Promise<T>;
  /** Calls `run` whenever the command connection becomes ready. */
  onReady(run: () => void): void;
  /** A second connection with the same settings, for a subscriber. */
  duplicate(): Redis;
  start(): Promise<void>;
  check(): Promise<string | undefined>;
  close(): Promise<void>;
}

function settings(timeoutMs: number) {
  return {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    // A peer that stopped answering is dropped, not waited for.
    socketTimeout: timeoutMs * 2,
    keepAlive: 10_000,
    // Nothing is queued or sent twice: a command fails at once and its caller says "no".
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // After a fail-over the old primary answers READONLY.
    reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
    retryStrategy: (times: number) => Math.min(1000, 50 * times),
  } satisfies RedisOptions;
}

function checkUrl(url: string): void {
  if (URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol)) return;
  throw new MoltbotError("invalid", "The Redis URL cannot be read", {
    hint: "Write redis://host:6379, or rediss:// for TLS.",
  });
}

const unavailable = (because: string, cause: unknown): MoltbotError =>
  new MoltbotError("unavailable", `Redis does not answer: ${because}`, {
    hint: "Check redis.url and that the server runs; Moltbot keeps trying.",
    cause,
  });

/** Logs the begin of an outage and its end, not every attempt. */
function reportOutages(redis: Redis, log: Logger): { readonly last: () => string | undefined; stop(): void } {
  let trouble: string | undefined;
  let stopped = false;
  const note = (because: string): void => {
    if (trouble === undefined && !stopped) log.warn("Redis is out of reach", { error: because });
    trouble = because;
  };
  redis.on("error", (error: Error) => note(messageOf(error)));
  redis.on("close", () => note(trouble ?? "the connection was closed"));
  redis.on("ready", () => {
    if (trouble !== undefined) log.info("Redis answers again");
    trouble = undefined;
  });
  return {
    last: () => trouble,
    stop() {
      stopped = true;
    },
  };
}

/** Prepares the connections to `url`; {@link Connection.start} makes them. ioredis is loaded here, on first use. */
export async function connect(o: { url: string; log: Logger; timeoutMs: number }): Promise<Connection> {
  checkUrl(o.url);
  const { Redis } = await import("ioredis");
  const redis = new Redis(o.url, settings(o.timeoutMs));
  const outages = reportOutages(redis, o.log);
  const others: Redis[] = [];

  async function command<T>(send: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await send(redis);
    } catch (error) {
      throw unavailable(outages.last() ?? messageOf(error), error);
    }
  }

  return {
    command,
    async run(script, keys, args) {
      try {
        return await redis.evalsha(script.sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!messageOf(error).startsWith("NOSCRIPT")) throw unavailable(outages.last() ?? messageOf(error), error);
        return await command(() => redis.eval(script.lua, keys.length, ...keys, ...args));
      }
    },
    onReady(run) {
      redis.on("ready", run);
    },
    duplicate() {
      const other = redis.duplicate({ autoResubscribe: false });
      other.on("error", () => {}); // the command connection reports the same outage
      others.push(other);
      return other;
    },
    async start() {
      await redis.connect().catch(() => {}); // reported by its "error" event; tried again by itself
    },
    async check() {
      try {
        await command((redis) => redis.ping());
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    },
    async close() {
      outages.stop();
      for (const one of [redis, ...others]) await one.quit().catch(() => one.disconnect());
    },
  };
}
