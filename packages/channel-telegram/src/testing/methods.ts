import { buttonsOf } from "./buttons.ts";
import { bad, TelegramRefusal } from "./refusal.ts";
import { type Chat, type StoredMessage, type TelegramState, wireMessage, wireUser } from "./state.ts";

/** What the bot sent with a call. */
export type Params = Readonly<Record<string, unknown>>;

/** What a method did: the result for the bot, and the message it is about. */
export interface Outcome {
  readonly result: unknown;
  readonly message?: StoredMessage;
}

type Method = (state: TelegramState, params: Params) => Outcome;

function targetChat(state: TelegramState, params: Params): Chat {
  const chat = state.chats.get(Number(params["chat_id"]));
  if (chat === undefined) throw bad("chat not found");
  if (state.blocked.has(chat.id)) throw new TelegramRefusal(403, "Forbidden: bot was blocked by the user");
  return chat;
}

function checkedText(params: Params): string {
  const text = params["text"];
  if (typeof text !== "string" || text.trim() === "") throw bad("message text is empty");
  if (text.length > 4096) throw bad("message is too long");
  if (/\p{Surrogate}/u.test(text)) throw bad("strings must be encoded in UTF-8");
  return text;
}

function checkedKeyboard(params: Params): unknown {
  const keyboard = params["reply_markup"];
  if (keyboard === undefined) return undefined;
  const rows = (keyboard as { inline_keyboard?: unknown }).inline_keyboard;
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) throw bad("can't parse reply keyboard markup JSON object");
  for (const button of buttonsOf(keyboard).flat()) {
    if (button.text.trim() === "") throw bad('can\'t parse inline keyboard button: Field "text" must be non-empty');
    const bytes = Buffer.byteLength(button.data ?? "");
    if (bytes < 1 || bytes > 64) throw bad("BUTTON_DATA_INVALID");
  }
  return keyboard;
}

const sendMessage: Method = (state, params) => {
  const chat = targetChat(state, params);
  const text = checkedText(params);
  const keyboard = checkedKeyboard(params);
  const reply = params["reply_parameters"] as
    | { message_id?: number; allow_sending_without_reply?: boolean }
    | undefined;
  if (reply !== undefined && !chat.messages.has(reply.message_id ?? 0) && reply.allow_sending_without_reply !== true) {
    throw bad("message to be replied not found");
  }
  const message = state.add(chat, state.bot, text, keyboard);
  return { result: wireMessage(chat, message), message };
};

const ownMessage = (state: TelegramState, chat: Chat, params: Params, verb: string): StoredMessage => {
  const message = chat.messages.get(Number(params["message_id"]));
  if (message === undefined) throw bad(`message to ${verb} not found`);
  if (message.from.id !== state.bot.id) throw bad(`message can't be ${verb}ed`.replace("eed", "ed"));
  return message;
};

const editMessageText: Method = (state, params) => {
  const chat = targetChat(state, params);
  const message = ownMessage(state, chat, params, "edit");
  const text = checkedText(params);
  const keyboard = checkedKeyboard(params);
  if (message.text === text && JSON.stringify(message.keyboard) === JSON.stringify(keyboard)) {
    throw bad("message is not modified: specified new message content and reply markup are exactly the same");
  }
  message.text = text;
  if (keyboard === undefined) delete message.keyboard;
  else message.keyboard = keyboard;
  return { result: { ...wireMessage(chat, message), edit_date: state.seconds() }, message };
};

const deleteMessage: Method = (state, params) => {
  const chat = targetChat(state, params);
  const message = ownMessage(state, chat, params, "delete");
  chat.messages.set(message.id, { ...message, text: "", keyboard: undefined });
  return { result: true, message };
};

const answerCallbackQuery: Method = (_state, params) => {
  if (typeof params["callback_query_id"] !== "string") throw bad("query is too old or query ID is invalid");
  return { result: true };
};

const sendChatAction: Method = (state, params) => {
  targetChat(state, params);
  if (typeof params["action"] !== "string") throw bad("wrong parameter action in request");
  return { result: true };
};

interface WireCommand {
  readonly command?: string;
  readonly description?: string;
}

/** Where a menu holds; a menu of one chat needs that chat. */
function scopeOf(state: TelegramState, params: Params): string {
  const scope = (params["scope"] ?? { type: "default" }) as { type?: string; chat_id?: unknown };
  if (scope.type === "chat" && !state.chats.has(Number(scope.chat_id))) throw bad("chat not found");
  return scope.type === "chat" ? String(scope.chat_id) : (scope.type ?? "default");
}

const getMyCommands: Method = (state, params) => ({ result: state.menus.get(scopeOf(state, params)) ?? [] });

const setMyCommands: Method = (state, params) => {
  const scope = scopeOf(state, params);
  const commands = params["commands"];
  if (!Array.isArray(commands) || commands.length > 100) throw bad("can't parse commands");
  for (const { command, description } of commands as readonly WireCommand[]) {
    if (!/^[a-z0-9_]{1,32}$/.test(command ?? "")) throw bad("BOT_COMMAND_INVALID");
    if (!description || description.length > 256) throw bad("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  state.menus.set(scope, commands);
  return { result: true };
};

const getMe: Method = (state) => ({
  result: {
    ...wireUser(state.bot),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  },
});

/** The methods that neither wait nor concern the webhook. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    getMe,
    sendMessage,
    editMessageText,
    deleteMessage,
    answerCallbackQuery,
    sendChatAction,
    getMyCommands,
    setMyCommands,
  }),
);
