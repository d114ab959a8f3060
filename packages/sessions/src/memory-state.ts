import type { Conversation } from "@moltbot/channel";
import type { DomainEvent } from "@moltbot/core";
import { conversationKey } from "./address.ts";
import type { HistoryLine, InboxEntry, OutboxEntry, SentCard } from "./store.ts";

/** One conversation and who works on it. */
export interface Room {
  readonly conversation: Conversation;
  holder: number | undefined;
  /** Entries that are not finished, in order. */
  waiting: InboxEntry[];
  /** Messages to it that are queued or being sent, in order. */
  open: OutboxRow[];
}

/** What is remembered of an item besides its text, which lives in its room until it is finished. */
export interface InboxRow {
  readonly room: Room;
  readonly key: string;
  doneAt: number | undefined;
}

/** One message to be sent. */
export interface OutboxRow {
  entry: OutboxEntry;
  readonly room: Room;
  state: "queued" | "sending" | "unknown" | "failed";
  holder: number | undefined;
  dueAt: number;
  endedAt: number;
}

/** What all holders share. Maps keep insertion order, which is the order of `seq`. */
export interface Shared {
  readonly rooms: Map<string, Room>;
  readonly inbox: Map<number, InboxRow>;
  readonly seen: Set<string>;
  readonly outbox: Map<number, OutboxRow>;
  cards: (SentCard & { sentAt: number })[];
  readonly history: HistoryLine[];
  readonly events: DomainEvent[];
  readonly alive: Set<number>;
  readonly next: { seq: number; holder: number };
}

/** The room of a conversation, made when it is new. */
export function roomOf(shared: Shared, conversation: Conversation): Room {
  const key = conversationKey(conversation);
  const known = shared.rooms.get(key);
  if (known !== undefined) return known;
  const room: Room = { conversation, holder: undefined, waiting: [], open: [] };
  shared.rooms.set(key, room);
  return room;
}

/** Releases a room that has nothing left to work on or to send. */
export function settle(room: Room): void {
  if (room.waiting.length === 0 && room.open.length === 0) room.holder = undefined;
}
