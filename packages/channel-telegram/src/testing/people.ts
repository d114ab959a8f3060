import { type Chat, privateChat, type StoredMessage, type TelegramState, wireMessage, wireUser } from "./state.ts";
import type { TelegramServer, TelegramUser } from "./types.ts";

type People = Pick<TelegramServer, "user" | "dm" | "group" | "press" | "edit" | "unknownUpdate" | "again">;

interface WireButton {
  readonly text?: string;
  readonly callback_data?: string;
}

/** The buttons of a keyboard as it came over the wire. */
export function buttonsOf(keyboard: unknown): readonly (readonly { text: string; data?: string }[])[] {
  const rows = (keyboard as { inline_keyboard?: WireButton[][] } | undefined)?.inline_keyboard ?? [];
  return rows.map((row) =>
    row.map((button) => ({
      text: button.text ?? "",
      ...(button.callback_data === undefined ? {} : { data: button.callback_data }),
    })),
  );
}

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

/** What people do: each act becomes an update in the queue. */
export function createPeople(state: TelegramState): People {
  const user: People["user"] = (id, profile) => {
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
  };
  const who = (from: TelegramUser | number): TelegramUser => user(typeof from === "number" ? from : from.id);
  const chatOf = (id: number): Chat => {
    const chat = state.chats.get(id);
    if (chat === undefined) throw new Error(`Nothing was ever written in chat ${id}.`);
    return chat;
  };
  const quoted = (chat: Chat, id: number | undefined): Record<string, unknown> => {
    const message = id === undefined ? undefined : chat.messages.get(id);
    return message === undefined ? {} : { reply_to_message: wireMessage(chat, message) };
  };
  return {
    user,
    dm(from, text, options) {
      const sender = who(from);
      // The profile may have changed since the chat began, as it may on Telegram.
      const chat = { ...state.chat(sender.id, privateChat(sender)), wire: privateChat(sender) };
      const message = wireMessage(chat, state.add(chat, sender, text));
      return state.enqueue({ message: { ...message, ...quoted(chat, options?.replyTo), ...options?.extra } });
    },
    group(from, text, options = {}) {
      const sender = who(from);
      const type = options.type ?? "supergroup";
      const chat = state.chat(options.chat ?? -1001, {
        id: options.chat ?? -1001,
        type,
        title: options.title ?? "Test group",
      });
      const full = options.mention === true ? `@${state.bot.username} ${text}` : text;
      const message = wireMessage(chat, state.add(chat, sender, full));
      if (type === "channel") delete message["from"];
      const replyTo = options.replyToBot
        ? lastOf(chat, (candidate) => candidate.from.id === state.bot.id).id
        : options.replyTo;
      const thread = options.thread === undefined ? {} : { message_thread_id: options.thread, is_topic_message: true };
      const body = { ...message, ...thread, ...quoted(chat, replyTo), ...options.extra };
      return state.enqueue(
        type === "channel" ? { channel_post: { ...body, sender_chat: chat.wire } } : { message: body },
      );
    },
    press(from, o = {}) {
      const sender = who(from);
      const chat = chatOf(o.chat ?? sender.id);
      const message =
        o.messageId === undefined
          ? lastOf(chat, (candidate) => buttonsOf(candidate.keyboard).flat().length > 0)
          : lastOf(chat, (candidate) => candidate.id === o.messageId);
      return state.enqueue({
        callback_query: {
          id: state.newCallbackId(),
          from: wireUser(sender),
          message: wireMessage(chat, message),
          chat_instance: String(chat.id),
          data: o.data ?? pressed(message, o.button),
        },
      });
    },
    edit(from, messageId, text, o = {}) {
      const chat = chatOf(o.chat ?? who(from).id);
      const message = lastOf(chat, (candidate) => candidate.id === messageId);
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
