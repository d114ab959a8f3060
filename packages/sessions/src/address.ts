import type { Conversation } from "@moltbot/channel";
import type { InboxItem } from "./store.ts";

/** Where an item belongs. */
export function conversationOf(item: InboxItem): Conversation {
  return item.kind === "message" ? item.message.conversation : item.action.conversation;
}

/** The platform's id of an item, unique per channel and account. */
export function itemId(item: InboxItem): string {
  return item.kind === "message" ? item.message.id : item.action.id;
}

/** A map key that two different conversations never share. */
export function conversationKey(at: Conversation): string {
  return JSON.stringify([at.channel, at.account, at.kind, at.id, at.thread ?? ""]);
}

/** A map key of an item for deduplication: channel, account, id. */
export function itemKey(item: InboxItem): string {
  const at = conversationOf(item);
  return JSON.stringify([at.channel, at.account, itemId(item)]);
}
