import {
  type Action,
  type ChannelAdapter,
  type Conversation,
  createLanes,
  type OutboundMessage,
  type SentMessage,
  splitText,
} from "@moltbot/channel";
import { isMoltbotError, type Logger, MoltbotError } from "@moltbot/core";
import type { Client } from "./client.ts";

/** What Telegram accepts. */
export const limits = { text: 4096, actionPayload: 64, edit: true, actions: true, typing: false } as const;

/** Sending and editing, in order per chat. */
export type Sender = Required<Pick<ChannelAdapter, "send" | "edit">>;

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

function createSending(client: Client): Sender["send"] {
  const sendTo = async (to: Conversation, message: OutboundMessage): Promise<SentMessage> => {
    const chat = numberOf(to.id, "chat id");
    const texts = textsOf(message);
    const keyboard = keyboardOf(message);
    const topic = to.thread === undefined ? {} : { message_thread_id: numberOf(to.thread, "topic") };
    const ids: string[] = [];
    for (const [index, text] of texts.entries()) {
      const answers =
        index === 0 && message.replyTo !== undefined ? numberOf(message.replyTo, "message id") : undefined;
      const other = {
        ...quiet,
        ...topic,
        ...(answers === undefined
          ? {}
          : { reply_parameters: { message_id: answers, allow_sending_without_reply: true } }),
        ...(keyboard !== undefined && index === texts.length - 1 ? { reply_markup: keyboard } : {}),
      };
      const sent = await client.call("sendMessage", (api, signal) => api.sendMessage(chat, text, other, signal));
      ids.push(String(sent.message_id));
    }
    return { conversation: to, ids };
  };
  return async (to, message) => {
    try {
      return await sendTo(to, message);
    } catch (error) {
      const moved = movedTo(error);
      if (moved === undefined || moved === to.id) throw error;
      return await sendTo({ ...to, id: moved }, message);
    }
  };
}

/** Sends plain text: no parse mode, so that nothing in it is markup, and no link previews. */
export function createSender(client: Client, log: () => Logger): Sender {
  const lanes = createLanes();
  const sending = createSending(client);
  const unchanged = (error: unknown): boolean => isMoltbotError(error) && error.message.includes("not modified");
  return {
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
