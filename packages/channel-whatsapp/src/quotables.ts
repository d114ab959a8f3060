import type { ChannelHost, InboundMessage } from "@moltbot/channel";
import type { WAMessage } from "@whiskeysockets/baileys";
import { jidOf } from "./jids.ts";

/** The last messages that came, so that an answer can quote them. */
export interface Quotables {
  /** The same host; what it takes is remembered. */
  watching(host: ChannelHost): ChannelHost;
  find(id: string): WAMessage | undefined;
}

const remembered = 500;

function quotable({ id, conversation, sender, text }: InboundMessage): WAMessage | undefined {
  const [chat, author] = [jidOf(conversation.id), jidOf(sender.id)];
  if (chat === undefined || author === undefined) return undefined;
  const from = conversation.kind === "dm" ? conversation.id : `${conversation.id}:${sender.id}`;
  const key = { id: id.slice(from.length + 1), remoteJid: chat, fromMe: false };
  return {
    key: conversation.kind === "group" ? { ...key, participant: author } : key,
    message: { conversation: text },
  } as WAMessage;
}

/** Forgets the oldest first. */
export function createQuotables(): Quotables {
  const messages = new Map<string, WAMessage>();
  return {
    watching: (host) => ({
      clock: host.clock,
      log: host.log,
      onAction: (action) => host.onAction(action),
      async onMessage(message) {
        await host.onMessage(message);
        const quote = message.event === "message" ? quotable(message) : undefined;
        if (quote === undefined) return;
        if (messages.size >= remembered) messages.delete(messages.keys().next().value ?? "");
        messages.set(message.id, quote);
      },
    }),
    find: (id) => messages.get(id),
  };
}
