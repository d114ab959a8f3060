import { type Clock, type Logger, messageOf, type RateLimit, type RateLimiter } from "@moltbot/core";

/** Something that is counted, and how much of it there may be. */
export interface Counted {
  readonly key: string;
  readonly limit: RateLimit;
}

/** One hit on the shared limiter; `false` when over the limit or out of reach (SPEC R0.3). */
export async function hit(
  d: { readonly limiter: RateLimiter; readonly clock: Clock; readonly log: Logger },
  key: string,
  limit: RateLimit,
): Promise<boolean> {
  try {
    return (await d.limiter.hit(key, limit, d.clock.now())).allowed;
  } catch (error) {
    d.log.warn("rate limiter out of reach: treated as limited", { key, error: messageOf(error) });
    return false;
  }
}
