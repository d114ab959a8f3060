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

/**
 * What became of an item: `held` (ours to work on; `after` is the waiting entry right before it in its conversation, if
 * there is one), `queued` (another holder has the conversation) or `duplicate`.
 */
export type Received =
  | { readonly status: "held"; readonly seq: number; readonly after?: number }
  | { readonly status: "queued"; readonly seq: number }
  | { readonly status: "duplicate" };

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

/** A {@link HistoryEntry} with its place. */
export interface HistoryLine extends HistoryEntry {
  /** Rises with every line of the store. */
  readonly seq: number;
  /** When its session was begun anew; the line is no part of the conversation any more. */
  readonly archivedAt?: number;
}

/** What a session that was spoken in has. */
export interface SessionLines {
  readonly session: string;
  /** `seq` of its last line. */
  readonly newest: number;
  readonly lastAt: number;
  /** Lines of the conversation; 1001 stands for more than 1000. */
  readonly lines: number;
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

/** What became of a {@link Completion}. `outbox` holds the messages that it took for us to send. */
export interface Finished {
  readonly seq: number;
  readonly status: "done" | "lost";
  readonly outbox: readonly OutboxEntry[];
}

/** Why a message was not delivered, and when to try again: never, without `retryAt`. */
export interface Failure {
  readonly because: string;
  readonly retryAt?: number;
  readonly now: number;
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
   * @returns for each item, in order, what became of it
   */
  receive(items: readonly InboxItem[], now: number): Promise<readonly Received[]>;
  /**
   * Takes conversations that have waiting entries and no live holder, longest waiting first. Those that are ours already
   * and have waiting entries are returned too: the answer to the call that gave them to us may have been lost.
   */
  take(o: { limit: number }): Promise<readonly Conversation[]>;
  /** Waiting entries of a conversation that we hold, in order; releases the conversation when there are none. */
  waiting(conversation: Conversation, o: { limit: number }): Promise<readonly InboxEntry[]>;
  /**
   * Finishes entries that we hold, each exactly once. The first new message to each conversation comes back taken by us
   * (`sending`), unless an earlier one to it is unfinished; the others stay queued behind it for {@link takeOutbox}.
   * Entries that we no longer hold, or that were finished already, change nothing and are reported as `lost`. A
   * conversation with nothing left to work on or to send is released.
   */
  complete(completions: readonly Completion[], now: number): Promise<readonly Finished[]>;
  /** Queues messages that answer no inbox entry (notices, reminders); {@link takeOutbox} delivers them. */
  enqueue(messages: readonly NewOutbox[], events: readonly DomainEvent[], now: number): Promise<void>;
  /**
   * Takes messages that are due: of each conversation the first unfinished one, if it is queued, or failed and its wait
   * is over. With `sending` (everything that this process is handing over right now) also those marked as ours that are
   * not in it: taken by a call whose answer was lost, never handed over.
   */
  takeOutbox(o: { limit: number; now: number; sending?: readonly number[] }): Promise<readonly OutboxEntry[]>;
  /** The platform has it. Cards remember their message ids. */
  sent(results: readonly { seq: number; messageIds: readonly string[] }[], now: number): Promise<void>;
  /** The platform does not have it: try again at `retryAt`, or never when that is absent. */
  failed(seq: number, o: Failure): Promise<void>;
  /** Messages sent as this approval card. */
  cards(card: string): Promise<readonly SentCard[]>;
  /** The last `limit` lines of a session, oldest first; none from before it was begun anew. */
  history(session: string, o: { limit: number }): Promise<readonly HistoryEntry[]>;
  /** Sessions that were spoken in, the last first; `below`: those whose `newest` is smaller, for the next page. */
  sessions(o: { limit: number; below?: number }): Promise<readonly SessionLines[]>;
  /** When somebody last spoke in each of these sessions, also before it was begun anew; those where nobody did are left out. */
  lastSpoken(sessions: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * The last `limit` lines of a session, oldest first; `below`: those with a smaller `seq`, for the page before.
   * `archived`: also those from before it was begun anew.
   */
  lines(session: string, o: { limit: number; below?: number; archived?: boolean }): Promise<readonly HistoryLine[]>;
  /**
   * Begins a session anew: its lines are kept and no part of the conversation any more. `events` are written with it,
   * unless there was nothing to put away.
   * @returns how many lines were put away
   */
  archive(session: string, events: readonly DomainEvent[], now: number): Promise<number>;
  /**
   * Frees what dead holders held. A message that one of them was handing over may or may not have arrived: it is not
   * sent again but kept as `unknown` and returned, so that nobody is answered twice.
   */
  recover(now: number): Promise<{ conversations: number; unknown: readonly OutboxEntry[] }>;
  /** Deletes finished entries, undeliverable messages and cards older than `before`; returns how many rows. */
  prune(before: number): Promise<number>;
}
