import { type OpenedTwice, testNonces, testRateLimiter, testWakeups } from "@moltbot/core/testing";
import type { RedisStorage } from "@moltbot/storage-redis";
import { describe, expect, inject, test } from "vitest";
import { openTwice } from "./support/redis.ts";

function part<K extends "limiter" | "nonces" | "wakeups">(name: K): () => Promise<OpenedTwice<RedisStorage[K]>> {
  return async () => {
    const stores = await openTwice(inject("redisUrl"));
    return { first: stores.first[name], second: stores.second[name], close: stores.close };
  };
}

testRateLimiter("Redis", part("limiter"));
testNonces("Redis", part("nonces"));
testWakeups("Redis", part("wakeups"));

describe("coordination in Redis", () => {
  test("every key carries the prefix and a lifetime, however long its text is", async () => {
    const stores = await openTwice(inject("redisUrl"));
    const long = "x".repeat(100_000);
    await stores.first.limiter.hit(long, { limit: 1, windowMs: 1000 }, 1);
    expect((await stores.second.limiter.hit(long, { limit: 1, windowMs: 1000 }, 1)).allowed).toBe(false);
    expect((await stores.second.limiter.hit(`${long}y`, { limit: 1, windowMs: 1000 }, 1)).allowed).toBe(true);
    expect(await stores.first.nonces.use(long, 1000, 1)).toBe(true);
    const keys = await stores.keys();
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      expect(key.length).toBeLessThan(300);
      expect(await stores.redis.pttl(key), key).toBeGreaterThan(0);
    }
    await stores.close();
  });

  test("after Redis lost its data, values that were used before it do not pass again while they would have held", async () => {
    const stores = await openTwice(inject("redisUrl"));
    const { nonces } = stores.first;
    expect(await nonces.use("signed", 60_000, 1000)).toBe(true);
    expect(await stores.second.nonces.use("other", 60_000, 1000)).toBe(true);
    await stores.lose();
    expect(await nonces.use("signed", 60_000, 2000)).toBe(false);
    expect(await stores.second.nonces.use("signed", 60_000, 61_999)).toBe(false);
    expect(await nonces.use("fresh", 60_000, 61_999)).toBe(false);
    expect(await nonces.use("later", 60_000, 62_000)).toBe(true);
    await stores.close();
  });
});
