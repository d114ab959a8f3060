import { randomUUID } from "node:crypto";
import { openRedis } from "@moltbot/storage-redis";
import { Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { median } from "./median.ts";

/** How many a limiter lets through per key and window. */
const points = 50;
const windowMs = 3_600_000;
const keys = 320;
const hitsPerRound = 20_000;
const inFlight = 64;
const rounds = 9;

/** One limiter on the shared Redis. */
interface Contender {
  readonly name: string;
  /** Whether the hit passed. */
  hit(key: string): Promise<boolean>;
}

/** Our limiter beside rate-limiter-flexible, on the same Redis: hits per second, and how many each lets through: Markdown. */
export async function run(): Promise<string> {
  const url = process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379";
  const [prefix, redis] = [`bench-${randomUUID()}:`, new Redis(url, { enableOfflineQueue: false, lazyConnect: true })];
  await redis.connect();
  const storage = await openRedis({ url, prefix });
  try {
    const ours: Contender = {
      name: "@moltbot/storage-redis",
      hit: async (key) => (await storage.limiter.hit(key, { limit: points, windowMs }, Date.now())).allowed,
    };
    const theirs = peer(redis, prefix, windowMs);
    const perSecond = await race([ours, theirs]);
    const edge = await atTheEdge(redis, { prefix, limiter: storage.limiter });
    return report(perSecond, edge);
  } finally {
    for (const key of await redis.keys(`${prefix}*`)) await redis.del(key);
    await storage.close();
    redis.disconnect();
  }
}

function peer(redis: Redis, prefix: string, duration: number): Contender {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${prefix}peer`,
    points,
    duration: duration / 1000,
  });
  return {
    name: "rate-limiter-flexible",
    hit: (key) =>
      limiter.consume(key).then(
        () => true,
        (refused: unknown) => {
          // It rejects with its answer where the limit is reached.
          if (refused instanceof RateLimiterRes) return false;
          throw refused;
        },
      ),
  };
}

/** Rounds take turns, so that a slow moment of the machine hits both; the median counts. */
async function race(contenders: readonly Contender[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const perSecond = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, hit } of contenders) {
      let next = 0;
      let passed = 0;
      const startedAt = performance.now();
      const worker = async (): Promise<void> => {
        // Fresh keys each round: in the end four fifths of the hits pass, and one fifth finds the limit reached.
        for (let turn = next++; turn < hitsPerRound; turn = next++) {
          if (await hit(`round-${round}:${turn % keys}`)) passed += 1;
        }
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
      const seconds = (performance.now() - startedAt) / 1000;
      const expected = Math.min(hitsPerRound, keys * points);
      if (passed !== expected) throw new Error(`${name} let ${passed} hits through, not ${expected}`);
      if (round >= 0) perSecond.get(name)?.push(hitsPerRound / seconds);
    }
  }
  return perSecond;
}

/** The most hits that pass within any one window, by somebody who waits for the edge of a fixed one. */
interface Edge {
  readonly ours: number;
  readonly theirs: number;
}

async function atTheEdge(
  redis: Redis,
  { prefix, limiter }: { prefix: string; limiter: Awaited<ReturnType<typeof openRedis>>["limiter"] },
): Promise<Edge> {
  const edgeMs = 2000;
  const [mine, other] = [[] as number[], [] as number[]];
  const window = peer(redis, `${prefix}edge-`, edgeMs);
  const both = async (): Promise<void> => {
    const at = Date.now();
    if ((await limiter.hit("edge", { limit: points, windowMs: edgeMs }, at)).allowed) mine.push(at);
    if (await window.hit("edge")) other.push(at);
  };
  await both();
  await pause(edgeMs - 300);
  for (let hits = 0; hits < points * 2; hits++) await both();
  await pause(400);
  for (let hits = 0; hits < points * 2; hits++) await both();
  const most = (times: readonly number[]): number =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + edgeMs).length));
  return { ours: most(mine), theirs: most(other) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function report(perSecond: ReadonlyMap<string, readonly number[]>, edge: Edge): string {
  const [ours = [], theirs = []] = [...perSecond.values()];
  const ratios = ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN));
  const count = (values: readonly number[]): string => Math.round(median(values)).toLocaleString("en-US");
  return [
    "## Rate limiter",
    "",
    `${points} hits an hour for each of ${keys} keys, ${inFlight} hits under way at once, one Redis for both; ${rounds} rounds of`,
    `${hitsPerRound.toLocaleString("en-US")} hits that take turns, the median of each.`,
    "",
    "| | hits per second | most that passed in one window |",
    "|---|---:|---:|",
    `| \`@moltbot/storage-redis\`, sliding, exact | ${count(ours)} | ${edge.ours} of ${points} |`,
    `| \`rate-limiter-flexible\`, fixed window | ${count(theirs)} | ${edge.theirs} of ${points} |`,
    "",
    `- ${median(ratios).toFixed(2)} of the peer's speed, the median of ${rounds} pairs (bar: at least 0.75, while exact).`,
  ].join("\n");
}
