import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RateLimit, RateLimiter } from "../coordination.ts";
import { type OpenedTwice, uniqueKey } from "./pair.ts";
import { createSeededRandom } from "./seeded-random.ts";

const start = 1_767_225_600_000;

/** Times that a hostile client would choose: bursts on, just before and just after the edges of earlier windows. */
function attack(seed: number, { windowMs }: RateLimit, hits: number): readonly number[] {
  const random = createSeededRandom(seed);
  const pick = (below: number): number => {
    const [a = 0, b = 0] = random(2);
    return (a * 256 + b) % below;
  };
  const times: number[] = [];
  let now = start;
  while (times.length < hits) {
    const earlier = times[pick(Math.max(1, times.length))] ?? now;
    const steps = [0, 1, windowMs - 1, windowMs, windowMs + 1, earlier + windowMs - now, earlier + windowMs - 1 - now];
    now += Math.max(0, steps[pick(steps.length)] ?? 0);
    const burst = 1 + pick(4);
    for (let i = 0; i < burst; i++) times.push(now);
  }
  return times;
}

/** The most hits that passed within any window. */
function mostInAnyWindow(passed: readonly number[], windowMs: number): number {
  const counts = passed.map((from) => passed.filter((at) => at >= from && at < from + windowMs).length);
  return Math.max(0, ...counts);
}

/** What every {@link RateLimiter} keeps. `open` is called once; both handles must share their counts. */
export function testRateLimiter(name: string, open: () => Promise<OpenedTwice<RateLimiter>>): void {
  describe(`rate limits: ${name}`, () => {
    let opened: OpenedTwice<RateLimiter>;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const limit = { limit: 3, windowMs: 1000 };

    test("the limit passes, the next hit does not, and says when it could", async () => {
      const key = uniqueKey("plain");
      const hit = (at: number) => opened.first.hit(key, limit, start + at);
      expect(await hit(0)).toEqual({ allowed: true, remaining: 2, retryAfterMs: 0 });
      expect(await hit(100)).toEqual({ allowed: true, remaining: 1, retryAfterMs: 0 });
      expect(await hit(200)).toEqual({ allowed: true, remaining: 0, retryAfterMs: 0 });
      expect(await hit(300)).toEqual({ allowed: false, remaining: 0, retryAfterMs: 700 });
      expect(await hit(999)).toEqual({ allowed: false, remaining: 0, retryAfterMs: 1 });
      expect(await hit(1000)).toEqual({ allowed: true, remaining: 0, retryAfterMs: 0 });
      expect(await hit(1001)).toEqual({ allowed: false, remaining: 0, retryAfterMs: 99 });
    });

    test("peeking says what a hit would hear, and counts nothing", async () => {
      const key = uniqueKey("peek");
      const peek = (at: number) => opened.second.peek(key, limit, start + at);
      expect(await peek(0)).toEqual({ allowed: true, remaining: 3, retryAfterMs: 0 });
      for (const at of [0, 100, 200]) await opened.first.hit(key, limit, start + at);
      for (let again = 0; again < 3; again++) {
        expect(await peek(300)).toEqual({ allowed: false, remaining: 0, retryAfterMs: 700 });
      }
      expect(await peek(1000)).toEqual({ allowed: true, remaining: 1, retryAfterMs: 0 });
      expect(await opened.first.hit(key, limit, start + 1000)).toMatchObject({ allowed: true, remaining: 0 });
      expect(await opened.first.peek(uniqueKey("none"), { limit: 0, windowMs: 1000 }, start)).toMatchObject({
        allowed: false,
      });
    });

    test("no window ever holds more than the limit, wherever its edges are attacked", async () => {
      for (let seed = 1; seed <= 12; seed++) {
        const key = uniqueKey("attack");
        const rule = { limit: 1 + (seed % 4), windowMs: 10 + seed };
        const passed: number[] = [];
        for (const [position, at] of attack(seed, rule, 60).entries()) {
          const side = position % 2 === 0 ? opened.first : opened.second;
          if ((await side.hit(key, rule, at)).allowed) passed.push(at);
        }
        expect(passed.length).toBeGreaterThan(rule.limit);
        expect(mostInAnyWindow(passed, rule.windowMs)).toBeLessThanOrEqual(rule.limit);
      }
    });

    test("who stays under the limit is never refused", async () => {
      const key = uniqueKey("patient");
      for (let i = 0; i < 30; i++) {
        expect((await opened.first.hit(key, limit, start + Math.ceil((i * 1000) / 3))).allowed).toBe(true);
      }
    });

    test("waiting as long as it says is enough, and a millisecond less is not", async () => {
      const key = uniqueKey("wait");
      for (const at of [0, 7, 7]) await opened.first.hit(key, limit, start + at);
      const { retryAfterMs } = await opened.first.hit(key, limit, start + 20);
      expect((await opened.second.hit(key, limit, start + 20 + retryAfterMs - 1)).allowed).toBe(false);
      expect((await opened.second.hit(key, limit, start + 20 + retryAfterMs)).allowed).toBe(true);
    });

    test("concurrent hits from two processes pass exactly as often as the limit says", async () => {
      const key = uniqueKey("race");
      const hits = Array.from({ length: 40 }, (_, i) =>
        (i % 2 === 0 ? opened.first : opened.second).hit(key, limit, start),
      );
      expect((await Promise.all(hits)).filter((verdict) => verdict.allowed)).toHaveLength(limit.limit);
    });

    test("a clock that lags behind another process does not open the window again", async () => {
      const key = uniqueKey("skew");
      for (const at of [0, 0, 1500, 1500, 1500]) await opened.first.hit(key, limit, start + at);
      expect((await opened.second.hit(key, limit, start + 900)).allowed).toBe(false);
    });

    test("refused hits do not lengthen the wait", async () => {
      const key = uniqueKey("insist");
      for (let at = 0; at < 1000; at += 50) await opened.first.hit(key, limit, start + at);
      expect((await opened.first.hit(key, limit, start + 1000)).allowed).toBe(true);
    });

    test("keys do not touch each other, and a reset forgets one of them", async () => {
      const [one, other] = [uniqueKey("keys"), uniqueKey("keys")];
      const single = { limit: 1, windowMs: 1000 };
      await opened.first.hit(one, single, start);
      expect((await opened.first.hit(other, single, start)).allowed).toBe(true);
      await opened.second.reset(one);
      expect((await opened.first.hit(one, single, start)).allowed).toBe(true);
      expect((await opened.first.hit(other, single, start)).allowed).toBe(false);
    });

    test("a limit of zero passes nobody, and what is no limit is refused", async () => {
      const key = uniqueKey("zero");
      const none = await opened.first.hit(key, { limit: 0, windowMs: 1000 }, start);
      expect(none).toMatchObject({ allowed: false, remaining: 0 });
      expect(none.retryAfterMs).toBeGreaterThan(0);
      for (const bad of [
        { limit: -1, windowMs: 1000 },
        { limit: Number.NaN, windowMs: 1000 },
        { limit: 1.5, windowMs: 1000 },
        { limit: 1, windowMs: 0 },
        { limit: 1, windowMs: Number.NaN },
      ]) {
        await expect(opened.first.hit(key, bad, start)).rejects.toMatchObject({ code: "invalid" });
      }
    });
  });
}
