import { buttonsOf } from "./buttons.ts";
import { type Chat, privateChat, type StoredMessage, type TelegramState, wireMessage, wireUser } from "./state.ts";
import type { TelegramServer, TelegramUpdate, TelegramUser } from "./types.ts";

type People = Pick<TelegramServer, "user" | "dm" | "group" | "press" | "edit" | "unknownUpdate" | "again">;
type Who = TelegramUser | number;

function lastOf(chat: Chat, fits: (message: StoredMessage) => boolean): StoredMessage {
  const found = [...chat.messages.values()].reverse().find(fits);
  if (found === undefined) throw new Error(`No such message in chat ${chat.id}.`);
  return found;
}

function pressed(message: StoredMessage, wanted: string | undefined): string {
  const all = buttonsOf(message.keyboard).flat();
  const button =
    wanted === undefined ? all[0] : all.find((candidate) => candidate.text === wanted || candidate.data === wanted);
  if (button?.data === undefined) throw new Error(`Message ${message.id} has no button ${wanted ?? ""}.`);
  return button.data;
}

function chatOf(state: TelegramState, id: number): Chat {
  const chat = state.chats.get(id);
  if (chat === undefined) throw new Error(`Nothing was ever written in chat ${id}.`);
  return chat;
}

function quoted(chat: Chat, id: number | undefined): Record<string, unknown> {
  const message = id === undefined ? undefined : chat.messages.get(id);
  return message === undefined ? {} : { reply_to_message: wireMessage(chat, message) };
}

function register(state: TelegramState, ...[id, profile]: Parameters<People["user"]>): TelegramUser {
  const known = state.users.get(id);
  if (known !== undefined && profile === undefined) return known;
  const made: TelegramUser = {
    id,
    isBot: profile?.isBot ?? false,
    firstName: profile?.name ?? `User ${id}`,
    ...(profile?.lastName === undefined ? {} : { lastName: profile.lastName }),
    ...(profile?.username === undefined ? {} : { username: profile.username }),
  };
  state.users.set(id, made);
  state.chat(id, privateChat(made));
  return made;
}

function who(state: TelegramState, from: Who): TelegramUser {
  return register(state, typeof from === "number" ? from : from.id);
}

function group(state: TelegramState, ...[from, text, o = {}]: Parameters<People["group"]>): TelegramUpdate {
  const sender = who(state, from);
  const type = o.type ?? "supergroup";
  const id = o.chat ?? -1001;
  const chat = state.chat(id, { id, type, title: o.title ?? "Test group" });
  const full = o.mention === true ? `@${state.bot.username} ${text}` : text;
  const { from: author, ...message } = wireMessage(chat, state.add(chat, sender, full));
  const replyTo = o.replyToBot ? lastOf(chat, (each) => each.from.id === state.bot.id).id : o.replyTo;
  const thread = o.thread === undefined ? {} : { message_thread_id: o.thread, is_topic_message: true };
  const body = { ...message, ...thread, ...quoted(chat, replyTo), ...o.extra };
  return state.enqueue(
    type === "channel" ? { channel_post: { sender_chat: chat.wire, ...body } } : { message: { from: author, ...body } },
  );
}

function press(state: TelegramState, ...[from, o = {}]: Parameters<People["press"]>): TelegramUpdate {
  const sender = who(state, from);
  const chat = chatOf(state, o.chat ?? sender.id);
  const message = lastOf(chat, (each) =>
    o.messageId === undefined ? buttonsOf(each.keyboard).flat().length > 0 : each.id === o.messageId,
  );
  return state.enqueue({
    callback_query: {
      id: state.newCallbackId(),
      from: wireUser(sender),
      message: wireMessage(chat, message),
      chat_instance: String(chat.id),
      data: o.data ?? pressed(message, o.button),
    },
  });
}

/** What people do: each act becomes an update in the queue. */
export function createPeople(state: TelegramState): People {
  return {
    user: (id, profile) => register(state, id, profile),
    dm(from, text, options) {
      const sender = who(state, from);
      // The profile may have changed since the chat began, as it may on Telegram.
      const chat = { ...state.chat(sender.id, privateChat(sender)), wire: privateChat(sender) };
      const message = wireMessage(chat, state.add(chat, sender, text));
      return state.enqueue({ message: { ...message, ...quoted(chat, options?.replyTo), ...options?.extra } });
    },
    group: (from, text, options) => group(state, from, text, options),
    press: (from, options) => press(state, from, options),
    edit(from, messageId, text, o = {}) {
      const chat = chatOf(state, o.chat ?? who(state, from).id);
      const message = lastOf(chat, (each) => each.id === messageId);
      message.text = text;
      return state.enqueue({ edited_message: { ...wireMessage(chat, message), edit_date: state.seconds() } });
    },
    unknownUpdate: (body) => state.enqueue(body ?? { telepathy: { from: { id: 1 }, thought: "hello" } }),
    again(update) {
      if (!state.queue.has(update.update_id)) state.requeue(update);
      return update;
    },
  };
}
