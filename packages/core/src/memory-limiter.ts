import { checkRateLimit, type RateLimit, type RateLimiter, type RateVerdict } from "./coordination.ts";

interface Log {
  readonly windowMs: number;
  /** Times of the hits that passed, never falling. */
  times: number[];
}

/**
 * Rate limits of one process: an exact sliding log per key. At most `maxKeys` keys (default 100,000) are kept; beyond
 * that the key that was hit longest ago is forgotten.
 */
export function createMemoryRateLimiter(o: { maxKeys?: number } = {}): RateLimiter {
  const maxKeys = o.maxKeys ?? 100_000;
  const logs = new Map<string, Log>(); // least recently hit first

  function tidy(now: number): void {
    let looked = 0;
    for (const [key, log] of logs) {
      const isOver = (log.times.at(-1) ?? 0) + log.windowMs <= now;
      if (!isOver && logs.size <= maxKeys) break;
      logs.delete(key);
      looked += 1;
      if (looked === 8) break; // a bounded share of the work per hit
    }
  }

  function verdict(
    allowed: boolean,
    times: readonly number[],
    { limit, at, now }: { limit: RateLimit; at: number; now: number },
  ): RateVerdict {
    const opensAt = (times[times.length - limit.limit] ?? at) + limit.windowMs;
    return {
      allowed,
      remaining: Math.max(0, limit.limit - times.length),
      retryAfterMs: allowed ? 0 : Math.max(1, opensAt - now),
    };
  }

  return {
    async hit(key, limit, now) {
      checkRateLimit(limit);
      const known = logs.get(key)?.times ?? [];
      // A clock behind the others must not reopen a window that was already counted.
      const at = Math.max(now, known.at(-1) ?? now);
      const times = known.filter((time) => time > at - limit.windowMs);
      const allowed = times.length < limit.limit;
      if (allowed) times.push(at);
      logs.delete(key);
      if (times.length > 0) logs.set(key, { windowMs: limit.windowMs, times });
      tidy(now);
      return verdict(allowed, times, { limit, at, now });
    },
    async peek(key, limit, now) {
      checkRateLimit(limit);
      const known = logs.get(key)?.times ?? [];
      const at = Math.max(now, known.at(-1) ?? now);
      const times = known.filter((time) => time > at - limit.windowMs);
      return verdict(times.length < limit.limit, times, { limit, at, now });
    },
    async reset(key) {
      logs.delete(key);
    },
  };
}
