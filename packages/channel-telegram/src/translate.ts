import { type ConversationMove, type InboundAction, type InboundMessage, parseCommand } from "@moltbot/channel";
import { readAttachments } from "./attachments.ts";
import { mentionsBot, repliesToBot } from "./mentions.ts";
import { isShared, type Me, type Place, readConversation, readSender, readUser } from "./people.ts";
import { type Fields, fields, milliseconds, text, wholeNumber } from "./read.ts";

/** What an update means here. */
export type Translated =
  | { readonly kind: "message"; readonly message: InboundMessage }
  | { readonly kind: "action"; readonly action: InboundAction; readonly callbackId: string }
  /** A group became a supergroup, under a new id. */
  | { readonly kind: "moved"; readonly move: ConversationMove }
  /** Well formed, and nothing that a bot has to hear of. */
  | { readonly kind: "ignored"; readonly what: string }
  | { readonly kind: "malformed" };

/** The facts that a translation rests on besides the update. */
export interface Setting {
  readonly me: Me;
  readonly place: Place;
  /** For events that Telegram gives no time: milliseconds since the epoch. */
  readonly now: number;
}

/** What the bot asks Telegram for. */
export const allowedUpdates = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "callback_query",
] as const;

const malformed: Translated = { kind: "malformed" };
const sharedAccount: Translated = { kind: "ignored", what: "an account that many share" };

/** Telegram tells a move twice: in the group that ends, and in the one that goes on. */
function readMove(message: Fields, place: Place, chat: string): ConversationMove | undefined {
  const to = wholeNumber(message["migrate_to_chat_id"]);
  const from = wholeNumber(message["migrate_from_chat_id"]);
  if (to !== undefined) return { ...place, from: chat, to: String(to) };
  return from === undefined ? undefined : { ...place, from: String(from), to: chat };
}

function translateMessage(message: Fields, updateId: number, edited: boolean, s: Setting): Translated {
  const conversation = readConversation(message, s.place);
  const sender = readSender(message);
  const messageId = wholeNumber(message["message_id"]);
  const at = milliseconds(edited ? message["edit_date"] : message["date"]);
  if (conversation === undefined || sender === undefined || messageId === undefined || at === undefined) {
    return malformed;
  }
  const move = readMove(message, s.place, conversation.id);
  if (move !== undefined) return { kind: "moved", move };
  if (message["sender_chat"] === undefined && isShared(message["from"])) return sharedAccount;
  const content = text(message["text"]) ?? text(message["caption"]) ?? "";
  const attachments = readAttachments(message);
  if (content === "" && attachments.length === 0) return { kind: "ignored", what: "service message" };
  // Forwarded text, or text that another bot made up, is not the sender's own word: it must not command or address anybody.
  const borrowed = message["forward_origin"] !== undefined || message["via_bot"] !== undefined;
  const command = borrowed ? undefined : parseCommand(content);
  const id = `${conversation.id}:${messageId}`;
  return {
    kind: "message",
    message: {
      // Two edits may fall into one second, so the time of the edit would not tell them apart.
      id: edited ? `${id}:e${updateId}` : id,
      event: edited ? "edit" : "message",
      conversation,
      sender,
      text: content,
      ...(command === undefined ? {} : { command }),
      at,
      mentionsBot: !borrowed && mentionsBot(message, content, s.me),
      repliesToBot: repliesToBot(message, s.me),
      ...(isForwarded(message) ? { forwarded: true } : {}),
      own: sender.id === String(s.me.id),
      attachments,
    },
  };
}

/** Servers before version 7 of the Bot API date a forwarded message instead of naming its origin. */
function isForwarded(message: Fields): boolean {
  return message["forward_origin"] !== undefined || message["forward_date"] !== undefined;
}

function translatePress(query: Fields, s: Setting): Translated {
  const callbackId = text(query["id"]);
  const by = readUser(query["from"]);
  if (callbackId === undefined || by === undefined) return malformed;
  if (isShared(query["from"])) return sharedAccount;
  const payload = text(query["data"]);
  const message = fields(query["message"]);
  // A game's button, or one under an inline message: the bot never makes either.
  if (payload === undefined || message === undefined) return { kind: "ignored", what: "callback without data" };
  const conversation = readConversation(message, s.place);
  const messageId = wholeNumber(message["message_id"]);
  if (conversation === undefined) return malformed;
  const action: InboundAction = {
    id: `cb:${callbackId}`,
    payload,
    by,
    conversation,
    ...(messageId === undefined ? {} : { messageId: String(messageId) }),
    at: s.now,
  };
  return { kind: "action", action, callbackId };
}

/** Puts one update into the channel's words. Never throws, whatever the update is. */
export function translate(update: Fields, s: Setting): Translated {
  const updateId = wholeNumber(update["update_id"]);
  if (updateId === undefined) return malformed;
  for (const kind of allowedUpdates) {
    if (update[kind] === undefined) continue;
    const body = fields(update[kind]);
    if (body === undefined) return malformed;
    if (kind === "callback_query") return translatePress(body, s);
    return translateMessage(body, updateId, kind.startsWith("edited"), s);
  }
  const what = Object.keys(update).find((key) => key !== "update_id") ?? "nothing";
  return { kind: "ignored", what };
}

/** Updates of one lane stay in order: those of one chat. */
export function laneOf(update: Fields): string {
  for (const kind of allowedUpdates) {
    const body = fields(update[kind]);
    const chat = fields((kind === "callback_query" ? fields(body?.["message"]) : body)?.["chat"]);
    if (chat !== undefined) return String(wholeNumber(chat["id"]) ?? "");
  }
  return "";
}
