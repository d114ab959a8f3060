import type { Conversation, InboundAction, InboundMessage, OutboundMessage } from "@moltbot/channel";
import type { DomainEvent } from "@moltbot/core";

/** Something that came in and is not answered yet. */
export type InboxItem =
  | { readonly kind: "message"; readonly message: InboundMessage }
  | { readonly kind: "action"; readonly action: InboundAction };

/** A stored {@link InboxItem}. `seq` is its order of arrival. */
export interface InboxEntry {
  readonly seq: number;
  readonly conversation: Conversation;
  readonly item: InboxItem;
  readonly receivedAt: number;
}

/** A message to be sent. `pending` → `sending` (taken by a process, about to be handed to the platform) → gone. */
export interface OutboxEntry {
  readonly seq: number;
  readonly conversation: Conversation;
  readonly message: OutboundMessage;
  readonly attempts: number;
  /** Set when the message belongs to an approval card, so that it can be edited once answered. */
  readonly card?: string;
}

/** What to send, as part of {@link Completion}. */
export interface NewOutbox {
  readonly conversation: Conversation;
  readonly message: OutboundMessage;
  readonly card?: string;
}

/** One line of a conversation with an agent. */
export interface HistoryEntry {
  /** The session it belongs to: one per person and channel (SPEC R1.4). */
  readonly session: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly at: number;
}

/** The end of one inbox entry's work: everything it caused, written in one transaction, exactly once. */
export interface Completion {
  readonly seq: number;
  /** Forget the text now: it came from somebody who was not admitted. */
  readonly redact: boolean;
  readonly history: readonly HistoryEntry[];
  readonly outbox: readonly NewOutbox[];
  readonly events: readonly DomainEvent[];
}

/** A sent approval card, to be edited when the question is answered elsewhere. */
export interface SentCard {
  readonly card: string;
  readonly conversation: Conversation;
  readonly messageIds: readonly string[];
}

/**
 * The durable road of messages (DESIGN §2), opened by one process: its *holder*. Every write is durable when its promise
 * resolves. A conversation is worked on by one holder at a time, in order of arrival.
 */
export interface MessageStore {
  /**
   * Stores what came in, many in one round trip. A key (channel, account, item id) seen before is dropped. A
   * conversation that nobody holds is taken by this holder at once.
   * @returns for each item: `held` (ours to work on), `queued` (another holder has the conversation) or `duplicate`
   */
  receive(
    items: readonly InboxItem[],
    now: number,
  ): Promise<readonly ({ status: "held" | "queued"; seq: number } | { status: "duplicate" })[]>;
  /** Takes conversations that have waiting entries and no live holder. */
  take(o: { limit: number }): Promise<readonly Conversation[]>;
  /** Waiting entries of a conversation that we hold, in order; releases the conversation when there are none. */
  waiting(conversation: Conversation, o: { limit: number }): Promise<readonly InboxEntry[]>;
  /**
   * Finishes entries that we hold, each exactly once. New outbox rows come back taken by us (`sending`), in order.
   * Entries that we no longer hold, or that were finished already, change nothing and are reported as `lost`.
   */
  complete(
    completions: readonly Completion[],
    now: number,
  ): Promise<readonly { seq: number; status: "done" | "lost"; outbox: readonly OutboxEntry[] }[]>;
  /** Queues messages that answer no inbox entry (notices, reminders); {@link takeOutbox} delivers them. */
  enqueue(messages: readonly NewOutbox[], events: readonly DomainEvent[], now: number): Promise<void>;
  /** Takes messages that are due: queued ones, and failed attempts whose wait is over. */
  takeOutbox(o: { limit: number; now: number }): Promise<readonly OutboxEntry[]>;
  /** The platform has it. Cards remember their message ids. */
  sent(results: readonly { seq: number; messageIds: readonly string[] }[], now: number): Promise<void>;
  /** The platform does not have it: try again at `retryAt`, or never when that is absent. */
  failed(seq: number, o: { because: string; retryAt?: number; now: number }): Promise<void>;
  /** Messages sent as this approval card. */
  cards(card: string): Promise<readonly SentCard[]>;
  /** The last `limit` lines of a session, oldest first. */
  history(session: string, o: { limit: number }): Promise<readonly HistoryEntry[]>;
  /**
   * Frees what dead holders held. A message that one of them was handing over may or may not have arrived: it is not
   * sent again but kept as `unknown` and returned, so that nobody is answered twice.
   */
  recover(now: number): Promise<{ conversations: number; unknown: readonly OutboxEntry[] }>;
  /** Deletes finished entries older than `before`; returns how many. */
  prune(before: number): Promise<number>;
}
