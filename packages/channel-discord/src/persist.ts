import { type Clock, type Logger, messageOf, sleep } from "@moltbot/core";
import { type Account, scrub } from "./errors.ts";
import type { Health } from "./health.ts";

const firstWaitMs = 500;
// A store that is back is noticed soon: people wait for answers.
const longestWaitMs = 5000;

/** Tries `task` until it succeeds; `false` when `signal` aborted first. Never rejects. */
export type Persist = (task: () => Promise<void>) => Promise<boolean>;

/** Tries again while the host cannot store, and says so in the health of the channel. */
export function createPersist(o: {
  clock: Clock;
  health: Health;
  log: Logger;
  account: Account;
  signal: AbortSignal;
}): Persist {
  let failing = 0;
  return async (task) => {
    let failures = 0;
    while (!o.signal.aborted) {
      try {
        await task();
        if (failures > 0 && --failing === 0) o.health.clear("store");
        return true;
      } catch (error) {
        if (o.signal.aborted) break;
        if (failures === 0) failing++;
        const said = scrub(messageOf(error), o.account);
        o.health.raise("store", {
          status: "degraded",
          detail: `Messages are not stored yet, and are tried again: ${said}`,
        });
        o.log.warn("discord event not stored", { account: o.account.name, error: said });
        await sleep(o.clock, Math.min(longestWaitMs, firstWaitMs * 2 ** failures), o.signal);
        failures++;
      }
    }
    return false;
  };
}
