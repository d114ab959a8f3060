import { type Clock, type DomainEvent, type Logger, messageOf, type Wakeups } from "@moltbot/core";
import type { Delivery } from "./deliver.ts";
import type { Lanes } from "./lanes.ts";
import type { MessageStore, OutboxEntry } from "./store.ts";

const pollsPerRecovery = 10;

/** Looks for work that nobody told this process about. */
export interface Poll {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A message that may or may not have arrived, as an event. */
function unconfirmed(row: OutboxEntry, now: number): DomainEvent {
  const { channel, account, id, kind } = row.conversation;
  return {
    event: "message.unconfirmed",
    at: now,
    outcome: "failed",
    actor: { kind: "system" },
    ...(kind === "dm" ? { subject: { channel, account, id } } : {}),
    reason: "process_died",
    data: { outbox: row.seq },
  };
}

/** Options of {@link createPoll}. */
export interface PollOptions {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly wakeups?: Wakeups;
  readonly pollMs?: number;
  readonly stopping: AbortSignal;
  readonly lanes: Lanes;
  readonly delivery: Delivery;
}

async function recover(o: PollOptions): Promise<void> {
  const now = o.clock.now();
  const { conversations, unknown } = await o.store.recover(now);
  if (conversations > 0) o.log.info("conversations of dead processes freed", { conversations });
  if (unknown.length === 0) return;
  for (const { seq } of unknown) o.log.warn("message may not have arrived, not sent again", { seq });
  const events = unknown.map((row) => unconfirmed(row, now));
  await o.store.enqueue([], events, now);
}

/** Listens for hints; what could not be subscribed is found by polling. */
async function subscribe(o: PollOptions, off: (() => Promise<void>)[]): Promise<void> {
  try {
    off.push((await o.wakeups?.subscribe("inbox", () => void o.lanes.pump())) ?? (async () => undefined));
    off.push((await o.wakeups?.subscribe("outbox", () => o.delivery.hinted())) ?? (async () => undefined));
  } catch (error) {
    o.log.warn("no hints from other processes", { error: messageOf(error) });
  }
}

/** Every `pollMs`, and on every hint: asks the store for entries and messages; recovers from dead holders now and then. */
export function createPoll(o: PollOptions): Poll {
  const off: (() => Promise<void>)[] = [];
  let cancel = (): void => {};
  let sinceRecovery = pollsPerRecovery;

  async function look(): Promise<void> {
    if (o.stopping.aborted) return;
    if (off.length === 0) await subscribe(o, off);
    if (sinceRecovery++ >= pollsPerRecovery) {
      try {
        await recover(o);
        sinceRecovery = 0;
      } catch (error) {
        sinceRecovery = pollsPerRecovery;
        o.log.warn("recovery put off", { error: messageOf(error) });
      }
    }
    await Promise.all([o.lanes.pump(), o.delivery.take()]);
  }

  function arm(): void {
    cancel = o.clock.after(o.pollMs ?? 1000, () => {
      void look().finally(() => {
        if (!o.stopping.aborted) arm();
      });
    });
  }

  return {
    async start() {
      await look();
      if (!o.stopping.aborted) arm();
    },
    async stop() {
      cancel();
      await Promise.all(off.map((unsubscribe) => unsubscribe().catch(() => undefined)));
    },
  };
}
