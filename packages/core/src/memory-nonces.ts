import type { NonceStore } from "./coordination.ts";

const smallest = 1024;

/** Single-use values of one process. Values whose time is over are dropped as the store grows. */
export function createMemoryNonces(): NonceStore {
  const usedUntil = new Map<string, number>();
  let sweepAt = smallest;
  return {
    async use(value, ttlMs, now) {
      const until = usedUntil.get(value);
      if (until !== undefined && until > now) return false;
      usedUntil.set(value, now + ttlMs);
      if (usedUntil.size > sweepAt) {
        for (const [old, oldUntil] of usedUntil) if (oldUntil <= now) usedUntil.delete(old);
        sweepAt = Math.max(smallest, usedUntil.size * 2); // so that sweeping costs O(1) per value
      }
      return true;
    },
  };
}
