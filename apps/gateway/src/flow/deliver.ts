import type { ApprovalStore } from "@moltbot/approvals";
import type { OutboundMessage } from "@moltbot/channel";
import { type Logger, MoltbotError, messageOf } from "@moltbot/core";
import type { MessageStore, OutboxEntry, SentCard } from "@moltbot/sessions";
import type { ChannelRegistry } from "../channels/registry.ts";
import { answeredCard } from "./cards.ts";

/** What delivery works with. */
export interface DeliverDeps {
  readonly channels: ChannelRegistry;
  readonly approvals: ApprovalStore;
  readonly messages: Pick<MessageStore, "cards">;
  readonly log: Logger;
}

/**
 * Hands one outbox entry to its channel. A card whose question was answered meanwhile goes out without buttons.
 * @throws MoltbotError `unavailable` to be tried again, anything else never again
 */
export async function deliver(d: DeliverDeps, entry: OutboxEntry): Promise<{ messageIds: readonly string[] }> {
  const { channel, account } = entry.conversation;
  const adapter = d.channels.adapter(channel, account);
  if (typeof adapter === "string") {
    // Another replica may serve it, or a later config: it is tried again for hours before it is given up.
    const why = adapter === "down" ? "is not connected" : "is not configured here";
    throw new MoltbotError("unavailable", `channel ${channel}/${account} ${why}`);
  }
  const message = entry.card === undefined ? entry.message : await currentCard(d, entry.card, entry.message);
  const sent = await adapter.send(entry.conversation, message);
  return { messageIds: sent.ids };
}

async function currentCard(d: DeliverDeps, card: string, message: OutboundMessage): Promise<OutboundMessage> {
  const approval = await d.approvals.get(card);
  return approval === undefined || approval.status === "pending" ? message : { text: answeredCard(approval) };
}

/** Shows on every card of an answered question what became of it. Best effort, never rejects: a late click is refused anyway. */
export async function updateCards(d: DeliverDeps, card: string): Promise<void> {
  try {
    const approval = await d.approvals.get(card);
    if (approval === undefined || approval.status === "pending") return;
    const text = answeredCard(approval);
    for (const sent of await d.messages.cards(card)) await updateCard(d, card, { ...sent, text });
  } catch (error) {
    d.log.info("the cards of an answered question could not be found", { card, error: messageOf(error) });
  }
}

async function updateCard(d: DeliverDeps, card: string, { text, ...sent }: SentCard & { text: string }): Promise<void> {
  const adapter = d.channels.adapter(sent.conversation.channel, sent.conversation.account);
  try {
    if (typeof adapter === "string") return;
    await adapter.edit?.({ conversation: sent.conversation, ids: sent.messageIds }, { text });
  } catch (error) {
    d.log.info("an answered card could not be edited", { card, error: messageOf(error) });
  }
}
