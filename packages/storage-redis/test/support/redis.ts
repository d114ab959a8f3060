import { randomBytes } from "node:crypto";
import { openRedis, type RedisStorage } from "@moltbot/storage-redis";
import { Redis } from "ioredis";

/** One Redis opened twice under a prefix of its own, as two processes would. */
export interface TwoStores {
  readonly first: RedisStorage;
  readonly second: RedisStorage;
  readonly prefix: string;
  /** Every key under the prefix. */
  keys(): Promise<readonly string[]>;
  /** Deletes every key under the prefix. */
  lose(): Promise<void>;
  /** A plain client. */
  readonly redis: Redis;
  close(): Promise<void>;
}

/** Opens {@link TwoStores}; `close` deletes what they left. */
export async function openTwice(url: string): Promise<TwoStores> {
  const prefix = `test-${randomBytes(6).toString("hex")}:`;
  const redis = new Redis(url);
  const [first, second] = await Promise.all([openRedis({ url, prefix }), openRedis({ url, prefix })]);
  const keys = (): Promise<string[]> => redis.keys(`${prefix}*`);
  const lose = async (): Promise<void> => {
    const all = await keys();
    if (all.length > 0) await redis.del(...all);
  };
  return {
    first,
    second,
    prefix,
    redis,
    keys,
    lose,
    async close() {
      await Promise.all([first.close(), second.close()]);
      await lose();
      redis.disconnect();
    },
  };
}
