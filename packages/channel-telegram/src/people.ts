import type { Conversation, Sender } from "@moltbot/channel";
import { type Fields, fields, text, wholeNumber } from "./read.ts";

/** The bot itself, as `getMe` described it. */
export interface Me {
  readonly id: number;
  readonly username: string;
}

/** Where an adapter's conversations live. */
export interface Place {
  readonly channel: string;
  readonly account: string;
}

/** The user that `value` describes. */
export function readUser(value: unknown): Sender | undefined {
  const user = fields(value);
  const id = wholeNumber(user?.["id"]);
  if (user === undefined || id === undefined) return undefined;
  const username = text(user["username"]);
  const displayName = [text(user["first_name"]), text(user["last_name"])]
    .filter((name) => name !== undefined)
    .join(" ");
  return {
    id: String(id),
    ...(username === undefined ? {} : { username }),
    ...(displayName === "" ? {} : { displayName }),
    isBot: user["is_bot"] === true,
  };
}

// Telegram's own accounts, which stand for anonymous admins, channels and the service itself.
const sharedAccounts: ReadonlySet<unknown> = new Set([1_087_968_824, 136_817_688, 777_000]);

/**
 * Someone who writes as a channel or as a group. Nobody knows which person that is, so the id is one that no
 * person has: `chat-1001234567890`.
 */
function readSenderChat(value: unknown): Sender | undefined {
  const chat = fields(value);
  const id = wholeNumber(chat?.["id"]);
  if (chat === undefined || id === undefined) return undefined;
  const username = text(chat["username"]);
  const displayName = text(chat["title"]);
  return {
    id: `chat${id}`,
    ...(username === undefined ? {} : { username }),
    ...(displayName === undefined ? {} : { displayName }),
    isBot: false,
  };
}

/** Whether `user` is an account of Telegram's that thousands of people share. */
export function isShared(user: unknown): boolean {
  return sharedAccounts.has(fields(user)?.["id"]);
}

/** Who wrote `message`. */
export function readSender(message: Fields): Sender | undefined {
  return readSenderChat(message["sender_chat"]) ?? readUser(message["from"]);
}

const kinds: ReadonlyMap<unknown, Conversation["kind"]> = new Map([
  ["private", "dm"],
  ["group", "group"],
  ["supergroup", "group"],
  ["channel", "group"],
]);

/** Where `message` stands; nothing for a kind of chat that is not known, which might be public. */
export function readConversation(message: Fields, place: Place): Conversation | undefined {
  const chat = fields(message["chat"]);
  const id = wholeNumber(chat?.["id"]);
  const kind = kinds.get(chat?.["type"]);
  if (id === undefined || kind === undefined) return undefined;
  // Without `is_topic_message` the thread is only a chain of replies.
  const thread = message["is_topic_message"] === true ? wholeNumber(message["message_thread_id"]) : undefined;
  return { ...place, kind, id: String(id), ...(thread === undefined ? {} : { thread: String(thread) }) };
}
