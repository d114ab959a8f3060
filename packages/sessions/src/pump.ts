import type { Conversation } from "@moltbot/channel";
import { type Logger, messageOf } from "@moltbot/core";
import type { MessageStore } from "./store.ts";

/** Brings conversations from the store. */
export interface Pump {
  /** Never rejects. */
  pump(): Promise<void>;
  /** Pumps if the last time there was more than there was room for. */
  resume(): void;
  idle(): Promise<void>;
}

/** Pumps nothing until told to. */
export function createPump(o: {
  store: MessageStore;
  log: Logger;
  stopping: AbortSignal;
  /** How many conversations fit, and how many are known already (the store names those again). */
  room: () => { free: number; known: number };
  found: (conversation: Conversation) => void;
}): Pump {
  let pumping: Promise<void> | undefined;
  let again = false;
  let more = false;

  async function pumpOnce(): Promise<void> {
    const { free, known } = o.room();
    more = free < 1;
    if (more) return;
    const limit = free + known;
    const taken = await o.store.take({ limit });
    more = taken.length >= limit;
    for (const conversation of taken) o.found(conversation);
  }

  async function pumpAll(): Promise<void> {
    try {
      while (again && !o.stopping.aborted) {
        again = false;
        await pumpOnce();
      }
    } catch (error) {
      more = false; // not before the next poll
      o.log.warn("message store out of reach", { error: messageOf(error) });
    }
  }

  function pump(): Promise<void> {
    again = true;
    // Cleared in a later turn: it may end before this assignment when we are stopping.
    pumping ??= pumpAll().finally(() => {
      pumping = undefined;
      if (again && !o.stopping.aborted) void pump();
    });
    return pumping;
  }

  return {
    pump,
    resume() {
      if (more) void pump();
    },
    async idle() {
      while (pumping !== undefined) await pumping;
    },
  };
}
