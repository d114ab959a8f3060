import type { Conversation } from "@moltbot/channel";
import type { DomainEvent } from "@moltbot/core";
import type { Completion, InboxItem, MessageStore, NewOutbox } from "../store.ts";

/** When samples start. */
export const start = 1_767_225_600_000;

/** A direct chat. */
export const chat = (id: string, o: Partial<Conversation> = {}): Conversation => ({
  channel: "telegram",
  account: "default",
  kind: "dm",
  id,
  ...o,
});

/** A message of chat `at`; `id` is its key. */
export function sampleItem(id: string, at: Conversation | string = "1", text = `text of ${id}`): InboxItem {
  const conversation = typeof at === "string" ? chat(at) : at;
  return {
    kind: "message",
    message: {
      id,
      event: "message",
      conversation,
      sender: { id: conversation.id, username: "ana", displayName: 'Ana "Ü" <b> 🦀', isBot: false },
      text,
      command: { name: "pair", args: " now " },
      at: start,
      mentionsBot: false,
      repliesToBot: false,
      own: false,
      attachments: [{ kind: "image", id: "f1", sizeBytes: 12 }],
    },
  };
}

/** A button press of chat `at`. */
export function samplePress(id: string, at: Conversation): InboxItem {
  const by = { id: at.id, isBot: false };
  return { kind: "action", action: { id, payload: "approve pair_1", by, conversation: at, messageId: "9", at: start } };
}

/** A message to send. */
export const sampleReply = (to: string, text = `to ${to}`, o: Partial<NewOutbox> = {}): NewOutbox => ({
  conversation: chat(to),
  message: { text, actions: [[{ label: "Yes", payload: "y", style: "primary" }]], replyTo: "5" },
  ...o,
});

/** An event about an entry. */
export const sampleEvent = (ref: string): DomainEvent => ({
  event: "message.answered",
  at: start,
  outcome: "done",
  actor: { kind: "system" },
  ref,
});

/** An ending that says nothing. */
export const ending = (seq: number, o: Partial<Completion> = {}): Completion => ({
  seq,
  redact: false,
  history: [],
  outbox: [],
  events: [],
  ...o,
});

/** Stores items and gives back their places in the order of arrival; fails on a duplicate. */
export async function arrive(store: MessageStore, ...items: readonly InboxItem[]): Promise<readonly number[]> {
  const received = await store.receive(items, start);
  return received.map((each) => {
    if (each.status === "duplicate") throw new Error("a duplicate where none was expected");
    return each.seq;
  });
}

/** The two places that {@link arrive} gave for two items. */
export async function arriveTwo(store: MessageStore, one: InboxItem, two: InboxItem): Promise<[number, number]> {
  const [first = 0, second = 0] = await arrive(store, one, two);
  return [first, second];
}
