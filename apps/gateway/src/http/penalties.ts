import type { Clock, RateLimiter } from "@moltbot/core";

/** Which door somebody knocks at; each is counted alone, so that noise at one never closes another. */
export type Door = "bearer" | "cookie" | "sign-in" | "webhook" | "socket";

/** Counts wrong credentials per client and door, and refuses before the next one is even looked at. */
export interface Penalties {
  /** Milliseconds until this client may try again; 0: now. Reads memory only. */
  wait(door: Door, client: string): number;
  /** Counts a wrong attempt, in the store that all replicas share; answers like {@link wait}. */
  wrong(door: Door, client: string): Promise<number>;
}

const limit = { limit: 10, windowMs: 60_000 };
const webhookLimit = { limit: 20, windowMs: 60_000 };

/** Penalties on `limiter`. What is remembered here is capped at `maxClients` entries (default 10,000), oldest dropped. */
export function createPenalties(o: { limiter: RateLimiter; clock: Clock; maxClients?: number }): Penalties {
  const maxClients = o.maxClients ?? 10_000;
  const closedUntil = new Map<string, number>();
  const close = (key: string, ms: number): number => {
    closedUntil.delete(key);
    closedUntil.set(key, o.clock.now() + ms);
    for (const oldest of closedUntil.keys()) if (closedUntil.size > maxClients) closedUntil.delete(oldest);
    return ms;
  };
  const wait = (door: Door, client: string): number => {
    const until = closedUntil.get(`${door}|${client}`);
    if (until === undefined) return 0;
    const left = until - o.clock.now();
    if (left <= 0) closedUntil.delete(`${door}|${client}`);
    return Math.max(0, left);
  };
  return {
    wait,
    async wrong(door, client) {
      const key = `${door}|${client}`;
      const rule = door === "webhook" ? webhookLimit : limit;
      try {
        const verdict = await o.limiter.hit(`http:${key}`, rule, o.clock.now());
        if (!verdict.allowed) return close(key, verdict.retryAfterMs);
        // The last free attempt closes the door, so that the next secret is not compared at all.
        if (verdict.remaining === 0) close(key, rule.windowMs);
        return 0;
      } catch {
        return close(key, 1000); // a limiter out of reach means limited (SPEC R0.3)
      }
    },
  };
}
