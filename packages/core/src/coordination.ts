import { MoltbotError } from "./errors.ts";

/** A window of at most `limit` hits in any `windowMs` (exact, never a fixed window). One key keeps one limit. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/** Outcome of one hit. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** Hits left in the window after this one. */
  readonly remaining: number;
  /** Milliseconds until a hit can pass again; 0 when allowed. */
  readonly retryAfterMs: number;
}

/** Counts hits per key, exactly in any window, across every process that shares the store. */
export interface RateLimiter {
  /**
   * Counts a hit when there is room for it; a refused hit leaves no trace. A hit counts from `now` until
   * `now + windowMs`, that end excluded.
   * @throws MoltbotError `unavailable` when the store is out of reach: callers treat that as limited (SPEC R0.3);
   * `invalid` for a limit that is none
   */
  hit(key: string, limit: RateLimit, now: number): Promise<RateVerdict>;
  /**
   * What a hit would be told, without counting one; `remaining` counts the room that there is now.
   * @throws MoltbotError as {@link RateLimiter.hit}
   */
  peek(key: string, limit: RateLimit, now: number): Promise<RateVerdict>;
  /** Forgets a key. */
  reset(key: string): Promise<void>;
}

/** Remembers single-use values. */
export interface NonceStore {
  /**
   * `true` for the first caller with this value within `ttlMs`, `false` for every other, on every replica.
   * @throws MoltbotError `unavailable` when the store is out of reach: callers treat that as used (SPEC R0.3)
   */
  use(value: string, ttlMs: number, now: number): Promise<boolean>;
}

/** Hints between processes that something changed. A hint may be lost: every reader also polls. */
export interface Wakeups {
  /** Never rejects because a hint was lost. */
  publish(topic: string, note?: string): Promise<void>;
  /** Calls `run` for every hint on `topic`, own ones included; the returned function unsubscribes. */
  subscribe(topic: string, run: (note: string) => void): Promise<() => Promise<void>>;
}

/**
 * Refuses a limit that would not limit: `limit` is a whole number from 0, `windowMs` a positive finite one.
 * @throws MoltbotError `invalid`
 */
export function checkRateLimit(limit: RateLimit): void {
  const { limit: hits, windowMs } = limit;
  if (Number.isSafeInteger(hits) && hits >= 0 && Number.isFinite(windowMs) && windowMs > 0) return;
  throw new MoltbotError("invalid", `${hits} per ${windowMs} ms is not a rate limit`);
}
