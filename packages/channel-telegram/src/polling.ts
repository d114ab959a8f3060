import { type Clock, type Logger, type MoltbotError, messageOf, sleep } from "@moltbot/core";
import { albumWaitMs } from "./album.ts";
import { createBatches } from "./batch.ts";
import type { CallSignal, Client } from "./client.ts";
import type { Deliver } from "./deliver.ts";
import { type Account, scrub } from "./errors.ts";
import type { Health } from "./health.ts";
import { type Fields, objects } from "./read.ts";
import { allowedUpdates } from "./translate.ts";

/** What long polling needs. */
export interface PollingParts {
  readonly client: Client;
  readonly clock: Clock;
  readonly deliver: Deliver;
  readonly health: Health;
  readonly log: Logger;
  readonly account: Account;
  readonly pollSeconds: number;
  /** Ends the loop. */
  readonly signal: AbortSignal;
}

const firstWaitMs = 1000;
const longestWaitMs = 30_000;
// A store that is back is noticed soon: people wait for answers.
const longestStoreWaitMs = 5000;

function trouble(error: MoltbotError): Parameters<Health["set"]>[0] {
  const detail = [error.message, error.hint].filter((part) => part !== undefined).join(" ");
  return { status: error.code === "denied" ? "down" : "degraded", detail };
}

/**
 * Fetches updates until `signal` aborts; never rejects. An update is confirmed (by the offset of a later fetch) only
 * after the host made it and everything before it durable. Resolves when nothing is delivered any more.
 */
export async function poll(o: PollingParts): Promise<void> {
  const batches = createBatches({ deliver: o.deliver, now: () => o.clock.now(), signal: o.signal });
  let offset: number | undefined;
  let failures = 0;

  const fetch = async (seconds: number, limit: number, signal: AbortSignal): Promise<readonly Fields[]> => {
    const request = { limit, timeout: seconds, allowed_updates: allowedUpdates };
    const asked = offset;
    const updates: unknown = await o.client.call(
      "getUpdates",
      (api, ending: CallSignal) =>
        api.getUpdates(asked === undefined ? request : { ...request, offset: asked }, ending),
      { timeoutMs: (seconds + 10) * 1000, signal },
    );
    // Said once, an offset is done with: Telegram may restart its numbers below it after a quiet week, and an old
    // offset would then throw away messages that nobody has read.
    offset = undefined;
    return objects(updates);
  };
  const pause = (longest: number): Promise<void> => {
    const wait = Math.min(longest, firstWaitMs * 2 ** failures);
    failures++;
    return sleep(o.clock, wait, o.signal);
  };
  const deliverAll = async (updates: readonly Fields[]): Promise<void> => {
    const outcome = await batches.run(updates);
    offset = outcome.offset;
    if (outcome.failure !== undefined) {
      o.health.set({ status: "degraded", detail: "Messages cannot be stored; Telegram keeps them meanwhile." });
      o.log.warn("telegram updates not stored", {
        account: o.account.name,
        error: scrub(messageOf(outcome.failure), o.account),
      });
    } else if (updates.length === 0 || outcome.offset !== undefined) {
      failures = 0;
      o.health.set({ status: "ok" });
      return outcome.growing ? sleep(o.clock, albumWaitMs, o.signal) : undefined;
    }
    await pause(longestStoreWaitMs);
  };

  while (!o.signal.aborted) {
    try {
      await deliverAll(await fetch(o.pollSeconds, 100, o.signal));
    } catch (error) {
      if (o.signal.aborted) break;
      o.health.set(trouble(error as MoltbotError));
      await pause(longestWaitMs);
    }
  }
  if (offset === undefined) return;
  // Saves the next start from fetching again what is durable already.
  const brief = new AbortController();
  const cancel = o.clock.after(3000, () => brief.abort());
  await fetch(0, 1, brief.signal).catch(() => undefined);
  cancel();
}
