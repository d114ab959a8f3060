import { type Clock, type Logger, messageOf, type Random } from "@moltbot/core";
import { createBatcher } from "./batch.ts";
import { createFlight } from "./flight.ts";
import { persist } from "./retry.ts";
import { createSender } from "./send.ts";
import type { Completion, Finished, MessageStore, NewOutbox, OutboxEntry } from "./store.ts";
import { createTaker } from "./take.ts";

/** The sending half of the road. It also writes completions, since those take messages for it. */
export interface Delivery {
  /** Writes a completion; `undefined` when `over` aborted before the store could be reached. */
  complete(completion: Completion): Promise<Finished | undefined>;
  /** Hands over messages that {@link Delivery.complete} took; resolves when each is settled. Never rejects. */
  send(messages: readonly OutboxEntry[]): Promise<void>;
  /** These were queued: take them as soon as nothing is before them. */
  queued(messages: readonly NewOutbox[]): void;
  /** Somebody queued something: take it now, or as soon as what flies has landed. */
  hinted(): void;
  /** Takes what is due and sends it. Never rejects. */
  take(): Promise<void>;
  /** Resolves when nothing is being sent or written. */
  idle(): Promise<void>;
}

/** Options of {@link createDelivery}. */
export interface DeliveryOptions {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random?: Random | undefined;
  readonly deliver: (message: OutboxEntry) => Promise<{ readonly messageIds: readonly string[] }>;
  readonly concurrency: number;
  readonly stopping: AbortSignal;
  readonly over: AbortSignal;
}

/** Starts idle; nothing happens before the first call. */
export function createDelivery(o: DeliveryOptions): Delivery {
  const flight = createFlight();
  const doubt = (error: unknown): void => {
    taker.doubt();
    o.log.warn("message store out of reach", { error: messageOf(error) });
  };
  const sender = createSender({ ...o, flight, doubt, wanted: () => void taker.take() });
  const taker = createTaker({ ...o, flight, doubt, launch: sender.launch });
  const completions = createBatcher<Completion, Finished>({
    run: (batch) =>
      taker.inTurn(async () => {
        const finished = await o.store.complete(batch, o.clock.now());
        for (const each of finished) flight.launched(each.outbox);
        return finished;
      }),
  });
  const queued = (messages: readonly NewOutbox[]): void => {
    if (flight.follow(messages.map((message) => message.conversation))) void taker.take();
  };

  async function complete(completion: Completion): Promise<Finished | undefined> {
    let repeated = false;
    const finished = await persist(() => completions.add(completion), {
      clock: o.clock,
      random: o.random,
      until: o.over,
      doubt(error) {
        repeated = true;
        doubt(error);
      },
    });
    if (finished === undefined) return undefined;
    if (finished.status === "done" && finished.outbox.length < completion.outbox.length) queued(completion.outbox);
    if (!repeated) return finished;
    // The answer that got lost may have been "done": what it took is found by the next take.
    taker.doubt();
    void taker.take();
    return { ...finished, status: "done" };
  }

  return {
    complete,
    queued,
    async send(messages) {
      await Promise.all(messages.map(sender.launch));
    },
    hinted() {
      flight.followAll();
      void taker.take();
    },
    take: taker.take,
    async idle() {
      await Promise.all([taker.idle(), sender.idle(), completions.idle()]);
      await sender.idle(); // what the last take launched
    },
  };
}
