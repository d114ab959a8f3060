import type { Conversation } from "@moltbot/channel";
import { conversationKey } from "./address.ts";
import type { OutboxEntry } from "./store.ts";

/** The messages that are in this process's hands: taken from the store and not settled yet. */
export interface Flight {
  size(): number;
  seqs(): number[];
  launched(rows: readonly OutboxEntry[]): void;
  /** Whether something waits for this one, so that the store should be asked again. */
  landed(row: OutboxEntry): boolean;
  /** Notes messages to these conversations as waiting behind what flies to them; `true` when one of them is free. */
  follow(conversations: readonly Conversation[]): boolean;
  /** Something waits, nobody knows behind what. */
  followAll(): void;
  /** There was no room for more: whatever lands next makes some. */
  full(): void;
}

/** Nothing flies yet. */
export function createFlight(): Flight {
  const flying = new Map<number, string>(); // seq → conversation
  const behind = new Set<string>();
  let starved = false;
  return {
    size: () => flying.size,
    seqs: () => [...flying.keys()],
    launched(rows) {
      for (const row of rows) flying.set(row.seq, conversationKey(row.conversation));
    },
    landed(row) {
      flying.delete(row.seq);
      const wanted = behind.delete(conversationKey(row.conversation)) || starved;
      starved = false;
      return wanted;
    },
    follow(conversations) {
      const busy = new Set(flying.values());
      const keys = conversations.map(conversationKey);
      for (const key of keys) if (busy.has(key)) behind.add(key);
      return keys.some((key) => !busy.has(key));
    },
    followAll() {
      for (const key of flying.values()) behind.add(key);
    },
    full() {
      starved = true;
    },
  };
}
