import { type Clock, isMoltbotError, type Logger, messageOf, type Random } from "@moltbot/core";
import { createBatcher } from "./batch.ts";
import type { Flight } from "./flight.ts";
import { backoffMs, persist } from "./retry.ts";
import type { Failure, MessageStore, OutboxEntry } from "./store.ts";

const mostAttempts = 40; // with waits of up to ten minutes: about six hours

/** What sending needs. */
export interface SendOptions {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random?: Random | undefined;
  readonly deliver: (message: OutboxEntry) => Promise<{ readonly messageIds: readonly string[] }>;
  readonly over: AbortSignal;
  readonly flight: Flight;
  /** The store could not be reached. */
  readonly doubt: (error: unknown) => void;
  /** Something waited for a message that landed. */
  readonly wanted: () => void;
}

/** Hands messages to their platform and records how that went. */
export interface Sender {
  /** Resolves when the message is settled. Never rejects. */
  launch(row: OutboxEntry): Promise<void>;
  idle(): Promise<void>;
}

/** What to record about a message that the platform did not take. */
function refusal(row: OutboxEntry, error: unknown, o: SendOptions): Failure {
  const now = o.clock.now();
  const code = isMoltbotError(error) ? error.code : "unexpected";
  const again = (code === "unavailable" || code === "limited") && row.attempts + 1 < mostAttempts;
  o.log.warn("message not delivered", { seq: row.seq, because: code, error: messageOf(error), again });
  const wait = backoffMs(row.attempts + 1, { firstMs: 1000, maxMs: 600_000, random: o.random });
  return again ? { because: code, now, retryAt: now + wait } : { because: code, now };
}

/** Sends nothing until told to. Arrivals are recorded in groups. */
export function createSender(o: SendOptions): Sender {
  const running = new Set<Promise<void>>();
  const write = <T>(work: () => Promise<T>): Promise<T | undefined> =>
    persist(work, { clock: o.clock, random: o.random, until: o.over, doubt: o.doubt });
  const arrivals = createBatcher<{ seq: number; messageIds: readonly string[] }, undefined>({
    run: async (batch) => {
      await o.store.sent(batch, o.clock.now());
      return batch.map(() => undefined);
    },
  });

  async function one(row: OutboxEntry): Promise<void> {
    try {
      const outcome = await o.deliver(row).then(
        ({ messageIds }) => ({ ok: true as const, messageIds }),
        (error: unknown) => ({ ok: false as const, failure: refusal(row, error, o) }),
      );
      if (outcome.ok) await write(() => arrivals.add({ seq: row.seq, messageIds: outcome.messageIds }));
      else await write(() => o.store.failed(row.seq, outcome.failure));
    } catch (error) {
      o.log.error("delivery could not be recorded", { seq: row.seq, error: messageOf(error) });
    }
    if (o.flight.landed(row)) o.wanted();
  }

  return {
    launch(row) {
      const run = one(row).finally(() => running.delete(run));
      running.add(run);
      return run;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
      await arrivals.idle();
    },
  };
}
