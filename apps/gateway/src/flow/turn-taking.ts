import type { Wakeups } from "@moltbot/core";
import type { InboxEntry, OutboxEntry } from "@moltbot/sessions";
import type { Work } from "./work.ts";

type Handle = (entry: InboxEntry) => Promise<Work>;
type Deliver = (entry: OutboxEntry) => Promise<{ messageIds: readonly string[] }>;

/**
 * Lets the answer to a message leave before the notices that handling it queued (cards, "you are paired"). Then at most
 * one of them is on its way when a process dies, and the others are still in the outbox.
 */
export function createTurnTaking(wakeups: Wakeups): {
  owed(): void;
  handling(handle: Handle): Handle;
  delivering(deliver: Deliver): Deliver;
} {
  let waiting = false;
  const settle = async (): Promise<void> => {
    if (!waiting) return;
    waiting = false;
    await wakeups.publish("outbox").catch(() => undefined); // a hint: the poll finds them otherwise
  };
  return {
    owed() {
      waiting = true;
    },
    handling: (handle) => async (entry) => {
      const work = await handle(entry);
      if (work.outbox.length === 0) await settle();
      return work;
    },
    delivering: (deliver) => async (entry) => {
      try {
        return await deliver(entry);
      } finally {
        await settle();
      }
    },
  };
}
