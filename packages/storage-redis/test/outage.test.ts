import { sampleApproval, sampleNow } from "@moltbot/approvals/testing";
import type { Logger } from "@moltbot/core";
import { openRedis, type RedisStorage } from "@moltbot/storage-redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort, type OwnServer, startRedis } from "../../../test/support/servers.ts";

const unavailable = { code: "unavailable", hint: expect.any(String) };
const perMinute = { limit: 3, windowMs: 60_000 };

/** Every way to ask Redis for something that only a "yes" should allow. */
function asks(redis: RedisStorage): Readonly<Record<string, () => Promise<unknown>>> {
  const approval = sampleApproval();
  return {
    hit: () => redis.limiter.hit("k", perMinute, sampleNow),
    reset: () => redis.limiter.reset("k"),
    nonce: () => redis.nonces.use("n", 1000, sampleNow),
    get: () => redis.approvals.get(approval.id),
    find: () => redis.approvals.findPending("pairing", approval.subject),
    pending: () => redis.approvals.pending(),
    commit: () => redis.approvals.commit({ changes: [{ type: "file", approval }], events: [] }),
    mirror: () => redis.mirror.list({ now: sampleNow }),
  };
}

/** Answers once Redis does: the client reconnects by itself. */
async function recovered(redis: RedisStorage): Promise<void> {
  await expect.poll(() => redis.check(), { timeout: 20_000, interval: 50 }).toBeUndefined();
}

function listening(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const note = (message: string): void => void lines.push(message);
  return { lines, log: { debug: () => {}, info: note, warn: note, error: note } };
}

describe("[R0.3] while Redis is out of reach", () => {
  let server: OwnServer;
  beforeAll(async () => {
    const started = await startRedis();
    if (started === undefined) throw new Error("install it with: apt-get install -y redis-server");
    server = started;
  });
  afterAll(() => server.stop());

  test("a killed Redis turns every ask into `unavailable`, and comes back without help", async () => {
    const { log, lines } = listening();
    const redis = await openRedis({ url: server.url, log });
    for (const ask of Object.values(asks(redis))) await ask();
    const notes: string[] = [];
    let heard: () => void = () => {};
    await redis.wakeups.subscribe("topic", (note) => {
      notes.push(note);
      heard();
    });

    await server.kill();
    for (const [name, ask] of Object.entries(asks(redis))) await expect(ask(), name).rejects.toMatchObject(unavailable);
    const local = new Promise<void>((resolve) => (heard = resolve));
    await redis.wakeups.publish("topic", "while it is down");
    await local;

    await server.restart();
    await recovered(redis);
    for (const [name, ask] of Object.entries(asks(redis))) await expect(ask(), name).resolves.not.toThrow();
    // The restarted server is empty: what passed before must not pass again.
    expect(await redis.nonces.use("n2", 1000, sampleNow)).toBe(false);
    await expect
      .poll(
        async () => {
          await redis.wakeups.publish("topic", "again");
          return notes;
        },
        { timeout: 20_000 },
      )
      .toContain("again");
    expect(lines.filter((line) => line === "Redis is out of reach")).toHaveLength(1);
    expect(lines.filter((line) => line === "Redis answers again")).toHaveLength(1);
    await redis.close();
  });

  test("what was in flight when Redis died is not answered with yes and not sent again", async () => {
    const redis = await openRedis({ url: server.url });
    const key = { limit: 1000, windowMs: 60_000 };
    const hits = Array.from({ length: 200 }, (_, i) => redis.limiter.hit("flight", key, sampleNow + i));
    const [settled] = await Promise.all([Promise.allSettled(hits), server.kill()]);
    for (const hit of settled) {
      if (hit.status === "rejected") expect(hit.reason).toMatchObject(unavailable);
    }
    await server.restart();
    await recovered(redis);
    expect((await redis.limiter.hit("flight", key, sampleNow + 500)).remaining).toBe(999);
    await redis.close();
  });

  test("opening works while Redis is down, and so does everything once it is up", async () => {
    await server.kill();
    const redis = await openRedis({ url: server.url });
    await redis.wakeups.subscribe("early", () => {});
    expect(await redis.check()).toMatch(/does not answer/);
    await server.restart();
    await recovered(redis);
    expect((await redis.limiter.hit("k", perMinute, sampleNow)).allowed).toBe(true);
    await redis.close();
  });

  test("a Redis that accepts and does not answer is out of reach too", async () => {
    const redis = await openRedis({ url: server.url, timeoutMs: 100 });
    const other = new Redis(server.url);
    await other.call("CLIENT", "PAUSE", "1000", "ALL");
    for (const [name, ask] of Object.entries(asks(redis))) await expect(ask(), name).rejects.toMatchObject(unavailable);
    await recovered(redis);
    expect((await redis.limiter.hit("slow", perMinute, sampleNow)).allowed).toBe(true);
    other.disconnect();
    await redis.close();
  });

  test("scripts that Redis forgot are sent again", async () => {
    const redis = await openRedis({ url: server.url });
    await redis.limiter.hit("script", perMinute, sampleNow);
    await server.restart();
    await recovered(redis);
    expect((await redis.limiter.hit("script", perMinute, sampleNow)).allowed).toBe(true);
    await redis.close();
  });
});

describe("opening and closing", () => {
  test("nobody listening there is told by the first ask, not by opening", async () => {
    const redis = await openRedis({ url: `redis://127.0.0.1:${await freePort()}` });
    expect(await redis.check()).toMatch(/ECONNREFUSED/);
    await redis.close();
    await redis.close();
    await expect(redis.approvals.pending()).rejects.toMatchObject(unavailable);
  });

  test.each(["", "localhost:6379", "http://127.0.0.1", "not a url"])("refuses the address %j", async (url) => {
    await expect(openRedis({ url })).rejects.toMatchObject({ code: "invalid" });
  });

  test("an error never repeats the password of the address", async () => {
    const redis = await openRedis({ url: `redis://me:hunter2@127.0.0.1:${await freePort()}` });
    const error = await redis.approvals.pending().catch((thrown: unknown) => thrown);
    expect(await redis.check()).not.toContain("hunter2");
    expect(JSON.stringify([String(error), error, String((error as Error).cause)])).not.toContain("hunter2");
    await redis.close();
  });
});
