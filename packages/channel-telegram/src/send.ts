import {
  type Action,
  type ChannelAdapter,
  type Conversation,
  type ConversationMove,
  createLanes,
  createResends,
  type OutboundMessage,
  type SendPart,
  type SentMessage,
  splitText,
} from "@moltbot/channel";
import { type Clock, isMoltbotError, type Logger, MoltbotError } from "@moltbot/core";
import type { Client } from "./client.ts";

/** What Telegram accepts. */
export const limits = { text: 4096, actionPayload: 64, edit: true, actions: true, typing: true } as const;

/** Sending and editing, in order per chat, and the sign that the bot is at work. */
export type Sender = Required<Pick<ChannelAdapter, "send" | "edit" | "typing">>;

/** What {@link createSender} works with. */
export interface SenderParts {
  readonly client: Client;
  readonly log: () => Logger;
  readonly clock: () => Clock;
  /** Told when a group turns out to have a new id. */
  readonly moved: (move: ConversationMove) => Promise<void>;
}

interface Button {
  readonly text: string;
  readonly callback_data: string;
  readonly style?: "primary" | "danger";
}

function buttonOf(action: Action): Button {
  const bytes = Buffer.byteLength(action.payload);
  if (bytes < 1 || bytes > limits.actionPayload) {
    throw new MoltbotError("invalid", `A Telegram button carries 1 to ${limits.actionPayload} bytes, not ${bytes}.`);
  }
  if (action.label.trim() === "") throw new MoltbotError("invalid", "A Telegram button needs a label.");
  const style = action.style === undefined ? {} : { style: action.style };
  return { text: action.label, callback_data: action.payload, ...style };
}

function keyboardOf(message: OutboundMessage): { inline_keyboard: Button[][] } | undefined {
  const rows = (message.actions ?? []).map((row) => row.map(buttonOf)).filter((row) => row.length > 0);
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

function numberOf(id: string, what: string): number {
  // Names such as "@channel" are refused: they can change hands.
  const number = /^-?\d{1,16}$/.test(id) ? Number(id) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new MoltbotError("invalid", `A Telegram ${what} is a whole number.`);
}

function textsOf(message: OutboundMessage): string[] {
  // Lone halves of a surrogate pair would make Telegram refuse the whole message.
  const texts = splitText(message.text.replace(/\p{Surrogate}/gu, "\ufffd"), limits.text);
  if (texts.length === 0) throw new MoltbotError("invalid", "A Telegram message needs text.");
  return texts;
}

/** Where a group went that became a supergroup; Telegram refuses the old id and names the new one. */
function movedTo(error: unknown): string | undefined {
  const moved = isMoltbotError(error) ? error.data?.["movedTo"] : undefined;
  return typeof moved === "number" ? String(moved) : undefined;
}

const quiet = { link_preview_options: { is_disabled: true } } as const;

function topicOf({ thread }: Conversation): { message_thread_id?: number } {
  return thread === undefined ? {} : { message_thread_id: numberOf(thread, "topic") };
}

function createSending({ client, log, moved, clock }: SenderParts): Sender["send"] {
  // Telegram drops no second copy, but a part that it took is not sent again.
  const resends = createResends({ clock, newName: () => "" });
  const sendAll = async (to: Conversation, message: OutboundMessage, part: SendPart): Promise<SentMessage> => {
    const chat = numberOf(to.id, "chat id");
    const texts = textsOf(message);
    const keyboard = keyboardOf(message);
    const ids: string[] = [];
    for (const [index, text] of texts.entries()) {
      const answers =
        index === 0 && message.replyTo !== undefined ? numberOf(message.replyTo, "message id") : undefined;
      const other = {
        ...quiet,
        ...topicOf(to),
        ...(answers === undefined
          ? {}
          : { reply_parameters: { message_id: answers, allow_sending_without_reply: true } }),
        ...(keyboard !== undefined && index === texts.length - 1 ? { reply_markup: keyboard } : {}),
      };
      const post = async (): Promise<string> => {
        const sent = await client.call("sendMessage", (api, signal) => api.sendMessage(chat, text, other, signal));
        return String(sent.message_id);
      };
      ids.push(await part(index, post));
    }
    return { conversation: to, ids };
  };
  const sendTo = (to: Conversation, message: OutboundMessage): Promise<SentMessage> =>
    resends.run(to, message, (part) => sendAll(to, message, part));
  return async (to, message) => {
    try {
      return await sendTo(to, message);
    } catch (error) {
      const id = movedTo(error);
      if (id === undefined || id === to.id) throw error;
      await moved({ channel: to.channel, account: to.account, from: to.id, to: id }).catch(() =>
        log().warn("telegram gave a group a new id, and that could not be stored: it will be told again"),
      );
      return await sendTo({ ...to, id }, message);
    }
  };
}

/** Sends plain text: no parse mode, so that nothing in it is markup, and no link previews. */
export function createSender(o: SenderParts): Sender {
  const { client, log } = o;
  const lanes = createLanes();
  const sending = createSending(o);
  const unchanged = (error: unknown): boolean => isMoltbotError(error) && error.message.includes("not modified");
  return {
    async typing(to) {
      // Not in the lane: a sign that waits for the answer says nothing.
      await client
        .call(
          "sendChatAction",
          (api, signal) => api.sendChatAction(numberOf(to.id, "chat id"), "typing", topicOf(to), signal),
          { once: true },
        )
        .catch(() => log().debug("telegram did not show that the bot is at work"));
    },
    send: (to, message) =>
      // One at a time per chat: parts stay together, and a flood wait holds back what comes after it.
      lanes.run(to.id, () => sending(to, message)),
    edit: (sent, message) =>
      lanes.run(sent.conversation.id, async () => {
        const chat = numberOf(sent.conversation.id, "chat id");
        const texts = textsOf(message);
        const target = sent.ids.at(-1);
        const [text = ""] = texts;
        if (target === undefined || texts.length > 1) {
          throw new MoltbotError("invalid", "An edit must name a message and fit into it.", {
            hint: "Send a new message instead.",
          });
        }
        const keyboard = keyboardOf(message);
        const other = { ...quiet, ...(keyboard === undefined ? {} : { reply_markup: keyboard }) };
        const messageId = numberOf(target, "message id");
        try {
          await client.call("editMessageText", (api, signal) =>
            api.editMessageText(chat, messageId, text, other, signal),
          );
        } catch (error) {
          if (!unchanged(error)) throw error;
        }
        for (const extra of sent.ids.slice(0, -1)) {
          await client
            .call("deleteMessage", (api, signal) => api.deleteMessage(chat, numberOf(extra, "message id"), signal))
            .catch(() => log().debug("telegram did not delete the earlier part of an edited message"));
        }
      }),
  };
}
