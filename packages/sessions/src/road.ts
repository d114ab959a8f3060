import {
  type Clock,
  type DomainEvent,
  type Logger,
  messageOf,
  type Random,
  silentLogger,
  sleep,
  type Wakeups,
} from "@moltbot/core";
import { conversationOf } from "./address.ts";
import { createBatcher } from "./batch.ts";
import { createDelivery } from "./deliver.ts";
import { createLanes } from "./lanes.ts";
import { createPoll } from "./poll.ts";
import type { Completion, InboxEntry, InboxItem, MessageStore, NewOutbox, OutboxEntry, Received } from "./store.ts";
import { workOn } from "./work.ts";

/** What a handler decided about one entry; the road adds `seq` and writes it in one transaction. */
export type Handled = Omit<Completion, "seq">;

/** Options of `createRoad`. */
export interface RoadOptions {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly log?: Logger;
  /** Spreads retries; without it they are not spread. */
  readonly random?: Random;
  /** Hints to and from other replicas, topics `inbox` and `outbox`. */
  readonly wakeups?: Wakeups;
  /** Works on one entry. May be called again for the same entry after a crash or a throw. Must not wait for people. */
  readonly handle: (entry: InboxEntry) => Promise<Handled>;
  /** Hands one message to its platform. Throws `unavailable` to be called again later, anything else to give up. */
  readonly deliver: (message: OutboxEntry) => Promise<{ readonly messageIds: readonly string[] }>;
  /** Conversations worked on at once; default 64. */
  readonly concurrency?: number;
  /** How often the store is asked for work nobody told us about, in milliseconds; default 1000. */
  readonly pollMs?: number;
  /** How often a throwing handler is called for one entry before it is given up; default 4. */
  readonly handlerAttempts?: number;
  /** How long {@link Road.stop} waits for running handlers, in milliseconds; default 10,000. */
  readonly graceMs?: number;
}

/** The runtime of the durable road: takes items in, works on them in order, delivers the answers. */
export interface Road {
  /**
   * Resolves when the item is durable (or was so before).
   * @throws MoltbotError `unavailable` when it could not be stored: do not acknowledge it upstream
   */
  accept(item: InboxItem): Promise<void>;
  /**
   * Queues messages that answer no entry and writes the events that belong to them, then delivers soon.
   * @throws MoltbotError `unavailable`
   */
  notify(messages: readonly NewOutbox[], events: readonly DomainEvent[]): Promise<void>;
  /** Recovers what dead processes left and starts to work. A store out of reach is tried again, not an error. */
  start(): Promise<void>;
  /** Takes nothing new, lets running handlers finish and writes what they decided. Idempotent. */
  stop(): Promise<void>;
}

function sendHint(topic: string, wakeups: Wakeups | undefined, log: Logger): void {
  wakeups?.publish(topic).catch((error: unknown) => log.debug("hint not sent", { error: messageOf(error) }));
}

/** Resolves with `work`, or after `ms`. */
async function inTime(work: Promise<unknown>, clock: Clock, ms: number): Promise<void> {
  const done = new AbortController();
  await Promise.race([work, sleep(clock, ms, done.signal)]);
  done.abort();
}

/**
 * Creates the road on top of a store; {@link Road.start} sets it going. `accept` and `notify` work before that and after
 * {@link Road.stop}: what they store waits for the next process.
 */
export function createRoad(o: RoadOptions): Road {
  const log = o.log ?? silentLogger;
  const stopping = new AbortController(); // nothing new
  const over = new AbortController(); // nothing at all
  const concurrency = o.concurrency ?? 64;
  const shared = { ...o, random: o.random, log, concurrency, stopping: stopping.signal };
  const delivery = createDelivery({ ...shared, over: over.signal });
  const work = { ...shared, attempts: o.handlerAttempts ?? 4, delivery };
  const lanes = createLanes({ ...shared, work: (entry) => workOn(entry, work) });
  const poll = createPoll({ ...shared, lanes, delivery });
  let started: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;

  const arrivals = createBatcher<InboxItem, { received: Received; at: number }>({
    async run(items) {
      const at = o.clock.now();
      return (await o.store.receive(items, at)).map((received) => ({ received, at }));
    },
  });
  const hint = (topic: string): void => sendHint(topic, o.wakeups, log);
  const active = (): boolean => started !== undefined && stopped === undefined;

  async function finish(): Promise<void> {
    stopping.abort();
    await poll.stop();
    // In this order: what arrives is worked on, what was worked on is delivered.
    const quiet = arrivals.idle().then(lanes.idle).then(delivery.idle);
    await inTime(quiet, o.clock, o.graceMs ?? 10_000);
    over.abort();
  }

  return {
    async accept(item) {
      const conversation = conversationOf(item);
      const arrived = active() ? lanes.arriving(conversation) : undefined;
      try {
        const { received, at } = await arrivals.add(item);
        if (received.status === "duplicate") return arrived?.(undefined);
        arrived?.({ received, entry: { seq: received.seq, conversation, item, receivedAt: at } });
        if (received.status === "queued" || !active()) hint("inbox");
      } catch (error) {
        arrived?.(undefined);
        throw error;
      }
    },
    async notify(messages, events) {
      await o.store.enqueue(messages, events, o.clock.now());
      if (active()) delivery.queued(messages);
      else hint("outbox");
    },
    start() {
      started ??= poll.start();
      return started;
    },
    stop() {
      stopped ??= finish();
      return stopped;
    },
  };
}
