import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { inject } from "vitest";
import { createTestDatabase } from "../../../../test/support/databases.ts";
import { filesIn } from "../../src/privacy/files-place.ts";

/** The places where anything can be kept. */
export interface House {
  readonly stateDir: string;
  /** Config that leads there. */
  readonly config: object;
  /** Every line of a full dump, of Redis and of the state directory that fits. */
  search(pattern: RegExp): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A database, a Redis prefix and a state directory of their own. */
export async function openHouse(): Promise<House> {
  const database = await createTestDatabase(inject("databaseUrl"));
  const [redisUrl, keyPrefix] = [inject("redisUrl"), `test-${randomUUID()}:`];
  const redis = new Redis(redisUrl);
  const stateDir = await mkdtemp(join(tmpdir(), "moltbot-week-"));
  const inRedis = async (): Promise<string[]> => {
    const lines: string[] = [];
    for (const key of await redis.keys(`${keyPrefix}*`)) {
      const type = await redis.type(key);
      if (type === "string") lines.push(`${key} ${await redis.get(key)}`);
      else if (type === "hash") lines.push(`${key} ${JSON.stringify(await redis.hgetall(key))}`);
      else if (type === "zset") lines.push(`${key} ${await redis.zrange(key, "0", "-1")}`);
      else lines.push(`${key} ${JSON.stringify(await redis.xrange(key, "-", "+"))}`);
    }
    return lines;
  };
  return {
    stateDir,
    config: { database: { url: database.url }, redis: { url: redisUrl, keyPrefix } },
    async search(pattern) {
      const dump = execFileSync("pg_dump", ["--inserts", "--no-owner", database.url], {
        maxBuffer: 2 ** 28,
      }).toString();
      const files: string[] = [];
      for await (const file of filesIn(stateDir)) {
        // A file may be renamed or removed meanwhile.
        const content = await readFile(file, "latin1").catch(() => "");
        files.push(`${file} ${content}`);
      }
      return [...dump.split("\n"), ...(await inRedis()), ...files].filter((line) => pattern.test(line));
    },
    async close() {
      for (const key of await redis.keys(`${keyPrefix}*`)) await redis.del(key);
      redis.disconnect();
      await rm(stateDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}
