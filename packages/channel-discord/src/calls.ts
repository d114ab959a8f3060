import { type Clock, MoltbotError, sleep } from "@moltbot/core";
import type { REST } from "discord.js";
import { type Account, toMoltbotError } from "./errors.ts";

/** Calls of Discord's REST API that reject with {@link MoltbotError} only. */
export interface Calls {
  /** `what` says in words what the call does. @throws MoltbotError `denied` or `unavailable` */
  call(what: string, run: (rest: REST, signal: AbortSignal) => Promise<unknown>, o?: CallOptions): Promise<unknown>;
}

/** How one call is made. */
export interface CallOptions {
  /** No rate limit is waited out. */
  readonly once?: boolean;
}

/** What calls need. */
export interface CallParts {
  readonly rest: REST;
  readonly account: Account;
  readonly clock: Clock;
  /** Ends every call and every wait. */
  readonly signal: AbortSignal;
  readonly maxRateLimitWaitMs: number;
}

function rateLimitWait(error: MoltbotError): number | undefined {
  const wait = error.data?.["retryAfterMs"];
  return typeof wait === "number" ? wait : undefined;
}

/**
 * Calls on discord.js, which repeats what failed on Discord's side and knows the limits. It is told to reject rather
 * than wait, so that waits end with `signal` and are bounded: `maxRateLimitWaitMs` in all for one call.
 */
export function createCalls({ rest, account, clock, signal, maxRateLimitWaitMs }: CallParts): Calls {
  return {
    async call(what, run, { once = false } = {}) {
      for (let waited = 0; ; ) {
        try {
          // A signal of its own each time: discord.js never takes its listeners off again.
          return await run(rest, AbortSignal.any([signal]));
        } catch (thrown) {
          if (signal.aborted) throw new MoltbotError("unavailable", "The Discord channel was stopped.");
          const error = toMoltbotError(thrown, what, account);
          const wait = rateLimitWait(error);
          if (once || wait === undefined || waited + wait > maxRateLimitWaitMs) throw error;
          waited += wait;
          await sleep(clock, wait, signal);
        }
      }
    },
  };
}
