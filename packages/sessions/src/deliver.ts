import { type Clock, isMoltbotError, type Logger, messageOf, type Random } from "@moltbot/core";
import { conversationKey } from "./address.ts";
import { createBatcher } from "./batch.ts";
import { backoffMs, persist } from "./retry.ts";
import type { Completion, Failure, Finished, MessageStore, NewOutbox, OutboxEntry } from "./store.ts";

const mostAttempts = 40; // with waits of up to ten minutes: about six hours

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

/** Starts idle; nothing happens before the first call. */
export function createDelivery(o: {
  store: MessageStore;
  clock: Clock;
  log: Logger;
  random?: Random | undefined;
  deliver: (message: OutboxEntry) => Promise<{ readonly messageIds: readonly string[] }>;
  concurrency: number;
  stopping: AbortSignal;
  over: AbortSignal;
}): Delivery {
  const flying = new Map<number, string>(); // seq → conversation, everything marked as ours that is being worked on
  const behind = new Set<string>(); // conversations with messages queued behind one that flies
  const running = new Set<Promise<void>>();
  let turn: Promise<unknown> = Promise.resolve();
  let doubtful = false;
  let taking: Promise<void> | undefined;
  let again = false;
  let starved = false;

  // Completions and takes go one after the other: only then is "marked as ours but not flying" certain to be lost.
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }
  const doubt = (error: unknown): void => {
    doubtful = true;
    o.log.warn("message store out of reach", { error: messageOf(error) });
  };
  const write = <T>(work: () => Promise<T>): Promise<T | undefined> =>
    persist(work, { clock: o.clock, random: o.random, until: o.over, doubt });
  const launched = (rows: readonly OutboxEntry[]): void => {
    for (const row of rows) flying.set(row.seq, conversationKey(row.conversation));
  };

  const completions = createBatcher<Completion, Finished>({
    run: (batch) =>
      inTurn(async () => {
        const finished = await o.store.complete(batch, o.clock.now());
        for (const each of finished) launched(each.outbox);
        return finished;
      }),
  });
  const arrivals = createBatcher<{ seq: number; messageIds: readonly string[] }, undefined>({
    run: async (batch) => {
      await o.store.sent(batch, o.clock.now());
      return batch.map(() => undefined);
    },
  });

  async function refuse(row: OutboxEntry, error: unknown): Promise<void> {
    const now = o.clock.now();
    const again =
      isMoltbotError(error) &&
      (error.code === "unavailable" || error.code === "limited") &&
      row.attempts + 1 < mostAttempts;
    const because = isMoltbotError(error) ? error.code : "unexpected";
    const wait = backoffMs(row.attempts + 1, { firstMs: 1000, maxMs: 600_000, random: o.random });
    o.log.warn("message not delivered", { seq: row.seq, because, error: messageOf(error), again });
    const next: Failure = again ? { because, now, retryAt: now + wait } : { because, now };
    await write(() => o.store.failed(row.seq, next));
  }

  async function one(row: OutboxEntry): Promise<void> {
    const key = conversationKey(row.conversation);
    try {
      const outcome = await o.deliver(row).then(
        ({ messageIds }) => ({ ok: true as const, messageIds }),
        (error: unknown) => ({ ok: false as const, error }),
      );
      if (outcome.ok) await write(() => arrivals.add({ seq: row.seq, messageIds: outcome.messageIds }));
      else await refuse(row, outcome.error);
    } catch (error) {
      o.log.error("delivery could not be recorded", { seq: row.seq, error: messageOf(error) });
    }
    flying.delete(row.seq);
    if (behind.delete(key) || starved) void take();
  }

  function launch(row: OutboxEntry): Promise<void> {
    const run = one(row).finally(() => running.delete(run));
    running.add(run);
    return run;
  }

  async function takeOnce(): Promise<void> {
    const limit = 2 * o.concurrency - flying.size; // completions bring up to one `concurrency` of their own
    starved = limit < 1;
    if (starved) return;
    const rows = await inTurn(async () => {
      const sending = doubtful ? { sending: [...flying.keys()] } : {};
      const found = await o.store.takeOutbox({ limit, now: o.clock.now(), ...sending });
      doubtful = false;
      launched(found);
      return found;
    });
    // Whatever else is due, or queued behind these, is taken as they leave.
    for (const row of rows) behind.add(conversationKey(row.conversation));
    for (const row of rows) void launch(row);
  }

  async function takeAll(): Promise<void> {
    try {
      while (again && !o.stopping.aborted) {
        again = false;
        await takeOnce();
      }
    } catch (error) {
      doubt(error);
    }
  }

  function take(): Promise<void> {
    again = true;
    // Cleared in a later turn: `takeAll` may end before the assignment when we are stopping.
    taking ??= takeAll().finally(() => {
      taking = undefined;
      if (again && !o.stopping.aborted) void take();
    });
    return taking;
  }

  function queued(messages: readonly NewOutbox[]): void {
    const busy = new Set(flying.values());
    let free = false;
    for (const message of messages) {
      const key = conversationKey(message.conversation);
      if (busy.has(key)) behind.add(key);
      else free = true;
    }
    if (free) void take();
  }

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
    doubtful = true;
    void take();
    return { ...finished, status: "done" };
  }

  return {
    complete,
    async send(messages) {
      await Promise.all(messages.map(launch));
    },
    queued,
    hinted() {
      for (const key of flying.values()) behind.add(key);
      void take();
    },
    take,
    async idle() {
      while (running.size > 0 || taking !== undefined) await Promise.all([...running, taking]);
      await Promise.all([completions.idle(), arrivals.idle()]);
    },
  };
}
