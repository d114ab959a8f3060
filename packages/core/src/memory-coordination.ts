import type { NonceStore, RateLimiter, Wakeups } from "./coordination.ts";

/** Rate limits of one process: a sliding log per key, at most `maxKeys` keys (the oldest are forgotten first). */
export function createMemoryRateLimiter(o: { maxKeys?: number } = {}): RateLimiter {
  const maxKeys = o.maxKeys ?? 100_000;
  const logs = new Map<string, number[]>();
  return {
    async hit(key, limit, now) {
      const log = (logs.get(key) ?? []).filter((at) => at > now - limit.windowMs);
      const allowed = log.length < limit.limit;
      if (allowed) log.push(now);
      logs.delete(key);
      logs.set(key, log);
      if (logs.size > maxKeys) for (const oldest of logs.keys()) if (logs.size > maxKeys) logs.delete(oldest);
      const first = log[log.length - limit.limit] ?? now;
      return {
        allowed,
        remaining: Math.max(0, limit.limit - log.length),
        retryAfterMs: allowed ? 0 : Math.max(1, first + limit.windowMs - now),
      };
    },
    async reset(key) {
      logs.delete(key);
    },
  };
}

/** Single-use values of one process. */
export function createMemoryNonces(): NonceStore {
  const used = new Map<string, number>();
  return {
    async use(value, ttlMs, now) {
      for (const [old, until] of used) {
        if (until > now) break;
        used.delete(old);
      }
      const until = used.get(value);
      if (until !== undefined && until > now) return false;
      used.delete(value);
      used.set(value, now + ttlMs);
      return true;
    },
  };
}

/** Hints within one process. */
export function createMemoryWakeups(): Wakeups {
  const topics = new Map<string, Set<(note: string) => void>>();
  return {
    async publish(topic, note = "") {
      for (const run of topics.get(topic) ?? []) queueMicrotask(() => run(note));
    },
    async subscribe(topic, run) {
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners.add(run));
      return async () => {
        listeners.delete(run);
      };
    },
  };
}
