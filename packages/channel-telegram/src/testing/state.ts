import type { Clock } from "@moltbot/core";
import { entitiesOf } from "./entities.ts";
import type { TelegramUpdate, TelegramUser } from "./types.ts";

/** A message that the server remembers. */
export interface StoredMessage {
  readonly id: number;
  readonly from: TelegramUser;
  text: string;
  readonly date: number;
  keyboard?: unknown;
}

/** A chat with its messages. */
export interface Chat {
  readonly id: number;
  readonly wire: Readonly<Record<string, unknown>>;
  readonly messages: Map<number, StoredMessage>;
}

/** Users, chats and the queue of updates. */
export interface TelegramState {
  readonly bot: TelegramUser;
  readonly users: Map<number, TelegramUser>;
  readonly chats: Map<number, Chat>;
  readonly blocked: Set<number>;
  /** Update id → update, oldest first: what the bot has not confirmed. */
  readonly queue: Map<number, TelegramUpdate>;
  /** Menus of commands, by scope or chat id. */
  readonly menus: Map<string, unknown>;
  /** Kinds that the bot asked for; every kind until it does. */
  allowed: ReadonlySet<string> | undefined;
  chat(id: number, wire: Readonly<Record<string, unknown>>): Chat;
  add(chat: Chat, from: TelegramUser, text: string, keyboard?: unknown): StoredMessage;
  enqueue(body: Readonly<Record<string, unknown>>): TelegramUpdate;
  requeue(update: TelegramUpdate): void;
  confirm(updateId: number): void;
  seconds(): number;
  newCallbackId(): string;
  /** Called after every change of the queue. */
  onQueue(listener: () => void): () => void;
}

/** A user as it stands in updates. */
export function wireUser(user: TelegramUser): Record<string, unknown> {
  return {
    id: user.id,
    is_bot: user.isBot,
    first_name: user.firstName,
    ...(user.lastName === undefined ? {} : { last_name: user.lastName }),
    ...(user.username === undefined ? {} : { username: user.username }),
  };
}

/** A message as it stands in updates. */
export function wireMessage(chat: Chat, message: StoredMessage): Record<string, unknown> {
  const entities = entitiesOf(message.text);
  return {
    message_id: message.id,
    from: wireUser(message.from),
    chat: chat.wire,
    date: message.date,
    text: message.text,
    ...(entities.length === 0 ? {} : { entities }),
    ...(message.keyboard === undefined ? {} : { reply_markup: message.keyboard }),
  };
}

/** The wire form of a private chat. */
export function privateChat(user: TelegramUser): Record<string, unknown> {
  const { is_bot: _isBot, ...rest } = wireUser(user);
  return { ...rest, type: "private" };
}

/** An empty server. */
export function createState(bot: TelegramUser, clock: Clock): TelegramState {
  const listeners = new Set<() => void>();
  let nextUpdate = 700_000_001;
  let nextCallback = 1;
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const state: TelegramState = {
    bot,
    users: new Map([[bot.id, bot]]),
    chats: new Map(),
    blocked: new Set(),
    menus: new Map(),
    queue: new Map(),
    allowed: undefined,
    chat(id, wire) {
      const known = state.chats.get(id);
      if (known !== undefined) return known;
      const made: Chat = { id, wire, messages: new Map() };
      state.chats.set(id, made);
      return made;
    },
    add(chat, from, text, keyboard) {
      const message: StoredMessage = { id: chat.messages.size + 1, from, text, date: state.seconds() };
      if (keyboard !== undefined) message.keyboard = keyboard;
      chat.messages.set(message.id, message);
      return message;
    },
    enqueue(body) {
      const update: TelegramUpdate = { update_id: nextUpdate++, ...body };
      const kind = Object.keys(body)[0] ?? "";
      if (state.allowed?.has(kind) !== false) state.queue.set(update.update_id, update);
      changed();
      return update;
    },
    requeue(update) {
      const all = [...state.queue.values(), update].sort((a, b) => a.update_id - b.update_id);
      state.queue.clear();
      for (const each of all) state.queue.set(each.update_id, each);
      changed();
    },
    confirm(updateId) {
      if (state.queue.delete(updateId)) changed();
    },
    seconds: () => Math.floor(clock.now() / 1000),
    newCallbackId: () => `88${nextCallback++}`,
    onQueue(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return state;
}
