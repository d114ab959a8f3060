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

/** Every `pollMs`, and on every hint: asks the store for entries and messages; recovers from dead holders now and then. */
export function createPoll(o: {
  store: MessageStore;
  clock: Clock;
  log: Logger;
  wakeups?: Wakeups;
  pollMs?: number;
  stopping: AbortSignal;
  lanes: Lanes;
  delivery: Delivery;
}): Poll {
  const off: (() => Promise<void>)[] = [];
  let cancel = (): void => {};
  let sinceRecovery = pollsPerRecovery;
  let subscribed = o.wakeups === undefined;

  async function recover(): Promise<void> {
    const now = o.clock.now();
    const { conversations, unknown } = await o.store.recover(now);
    sinceRecovery = 0;
    if (conversations > 0) o.log.info("conversations of dead processes freed", { conversations });
    if (unknown.length === 0) return;
    for (const { seq } of unknown) o.log.warn("message may not have arrived, not sent again", { seq });
    const events = unknown.map((row) => unconfirmed(row, now));
    await o.store.enqueue([], events, now);
  }

  async function subscribe(): Promise<void> {
    if (o.wakeups === undefined || subscribed) return;
    subscribed = true;
    try {
      off.push(await o.wakeups.subscribe("inbox", () => void o.lanes.pump()));
      off.push(await o.wakeups.subscribe("outbox", () => o.delivery.hinted()));
    } catch (error) {
      subscribed = off.length > 0; // half a subscription is kept: polling does the rest
      o.log.warn("no hints from other processes", { error: messageOf(error) });
    }
  }

  async function look(): Promise<void> {
    if (o.stopping.aborted) return;
    await subscribe();
    if (sinceRecovery++ >= pollsPerRecovery) {
      await recover().catch((error: unknown) => {
        sinceRecovery = pollsPerRecovery;
        o.log.warn("recovery put off", { error: messageOf(error) });
      });
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
