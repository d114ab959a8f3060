import type { Conversation, OutboundMessage, Sender } from "@moltbot/channel";
import type { DomainEvent, Principal } from "@moltbot/core";
import type { Completion, HistoryEntry } from "@moltbot/sessions";

/** What handling one inbox entry leads to; written in one transaction with its end. */
export type Work = Omit<Completion, "seq">;

/** The person behind a sender on one account. */
export function principalOf(conversation: Conversation, sender: Sender): Principal {
  return { channel: conversation.channel, account: conversation.account, id: sender.id };
}

/** Work that answers nothing and forgets the text. */
export function silence(events: readonly DomainEvent[] = []): Work {
  return { redact: true, history: [], outbox: [], events };
}

/** Work that says one thing back. */
export function reply(
  conversation: Conversation,
  message: OutboundMessage,
  o: { redact: boolean; events?: readonly DomainEvent[]; history?: readonly HistoryEntry[] },
): Work {
  return {
    redact: o.redact,
    history: o.history ?? [],
    outbox: [{ conversation, message }],
    events: o.events ?? [],
  };
}
