import type { Conversation } from "@moltbot/channel";
import { type DomainEvent, MoltbotError } from "@moltbot/core";
import { conversationKey, conversationOf, itemKey } from "./address.ts";
import { createMemoryHistory, keepLines } from "./memory-history.ts";
import * as outbox from "./memory-outbox.ts";
import { type Room, roomOf, type Shared, settle } from "./memory-state.ts";
import type { Completion, Finished, InboxEntry, InboxItem, MessageStore, OutboxEntry, Received } from "./store.ts";

/** A message store in memory that several holders open, as several processes open one database. */
export interface MemoryMessageHub {
  open(): MessageStore;
  /** Ends a holder the way `kill -9` does: its calls fail from now on and what it held waits for recovery. */
  crash(holder: MessageStore): void;
  /** Every event committed so far. */
  readonly events: readonly DomainEvent[];
}

/** Creates an empty hub. Nothing survives the process. */
export function createMemoryMessageHub(): MemoryMessageHub {
  const shared: Shared = {
    rooms: new Map(),
    inbox: new Map(),
    seen: new Set(),
    outbox: new Map(),
    cards: [],
    history: [],
    events: [],
    alive: new Set(),
    next: { seq: 1, holder: 1 },
  };
  const holders = new Map<MessageStore, number>();
  return {
    open() {
      const me = shared.next.holder++;
      shared.alive.add(me);
      const store = openHolder(shared, me);
      holders.set(store, me);
      return store;
    },
    crash(holder) {
      shared.alive.delete(holders.get(holder) ?? 0);
    },
    events: shared.events,
  };
}

/** A message store in memory for one process: for tests and for trying things out. */
export function createMemoryMessages(): MessageStore {
  return createMemoryMessageHub().open();
}

function openHolder(shared: Shared, me: number): MessageStore {
  // Everything happens synchronously inside one call, so every call is a transaction.
  const during = async <T>(work: () => T): Promise<T> => {
    if (!shared.alive.has(me)) throw new MoltbotError("unavailable", "This holder of the message store is dead");
    return work();
  };
  return {
    receive: (items, now) => during(() => items.map((item) => receiveOne(shared, me, item, now))),
    take: (o) => during(() => take(shared, me, o.limit)),
    waiting: (conversation, o) => during(() => waiting(shared, me, conversation, o.limit)),
    complete: (completions, now) => during(() => completions.map((each) => completeOne(shared, me, each, now))),
    enqueue: (messages, events, now) =>
      during(() => {
        for (const message of messages) outbox.add(shared, message, now);
        shared.events.push(...events);
      }),
    takeOutbox: (o) => during(() => outbox.take(shared, me, o)),
    sent: (results, now) => during(() => results.forEach((result) => void outbox.sent(shared, me, result, now))),
    failed: (seq, o) => during(() => outbox.failed(shared, me, seq, o)),
    cards: (card) =>
      during(() => shared.cards.filter((sent) => sent.card === card).map(({ sentAt: _, ...sent }) => sent)),
    ...createMemoryHistory(shared, during),
    recover: (now) => during(() => recover(shared, now)),
    prune: (before) => during(() => prune(shared, before)),
  };
}

function receiveOne(shared: Shared, me: number, item: InboxItem, now: number): Received {
  const key = itemKey(item);
  if (shared.seen.has(key)) return { status: "duplicate" };
  const room = roomOf(shared, conversationOf(item));
  const after = room.waiting.at(-1)?.seq;
  room.holder ??= me;
  const seq = shared.next.seq++;
  const entry: InboxEntry = structuredClone({ seq, conversation: room.conversation, item, receivedAt: now });
  shared.seen.add(key);
  shared.inbox.set(seq, { room, key, doneAt: undefined });
  room.waiting.push(entry);
  if (room.holder !== me) return { status: "queued", seq };
  return after === undefined ? { status: "held", seq } : { status: "held", seq, after };
}

function take(shared: Shared, me: number, limit: number): Conversation[] {
  const free = (room: Room): boolean =>
    room.holder === undefined || room.holder === me || !shared.alive.has(room.holder);
  const taken = [...shared.rooms.values()]
    .filter((room) => room.waiting.length > 0 && free(room))
    .sort((a, b) => (a.waiting[0]?.seq ?? 0) - (b.waiting[0]?.seq ?? 0))
    .slice(0, limit);
  for (const room of taken) room.holder = me;
  return taken.map((room) => room.conversation);
}

function waiting(shared: Shared, me: number, conversation: Conversation, limit: number): InboxEntry[] {
  const room = shared.rooms.get(conversationKey(conversation));
  if (room?.holder !== me) return [];
  settle(room);
  return room.waiting.slice(0, limit);
}

function completeOne(shared: Shared, me: number, completion: Completion, now: number): Finished {
  const row = shared.inbox.get(completion.seq);
  if (row === undefined || row.doneAt !== undefined || row.room.holder !== me) {
    return { seq: completion.seq, status: "lost", outbox: [] };
  }
  row.doneAt = now;
  row.room.waiting = row.room.waiting.filter((entry) => entry.seq !== completion.seq);
  keepLines(shared, completion.history);
  shared.events.push(...completion.events);
  const taken: OutboxEntry[] = [];
  for (const message of completion.outbox) {
    const mine = outbox.addTaken(shared, me, message, now);
    if (mine !== undefined) taken.push(mine);
  }
  settle(row.room);
  return { seq: completion.seq, status: "done", outbox: taken };
}

function recover(shared: Shared, now: number): { conversations: number; unknown: readonly OutboxEntry[] } {
  let conversations = 0;
  for (const room of shared.rooms.values()) {
    if (room.holder === undefined || shared.alive.has(room.holder)) continue;
    room.holder = undefined;
    conversations++;
  }
  return { conversations, unknown: outbox.abandon(shared, now) };
}

function prune(shared: Shared, before: number): number {
  let rows = 0;
  for (const [seq, row] of shared.inbox) {
    if (row.doneAt === undefined || row.doneAt >= before) continue;
    shared.inbox.delete(seq);
    shared.seen.delete(row.key);
    rows++;
  }
  return rows + outbox.prune(shared, before);
}
