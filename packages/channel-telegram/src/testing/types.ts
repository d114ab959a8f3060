import type { Clock } from "@moltbot/core";

/** Someone with a Telegram account on the test server. */
export interface TelegramUser {
  readonly id: number;
  readonly isBot: boolean;
  readonly username?: string;
  readonly firstName: string;
  readonly lastName?: string;
}

/** One update, exactly as the bot receives it. */
export interface TelegramUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

/** One call of the bot that the server accepted. */
export interface TelegramCall {
  readonly method: string;
  /** What the bot sent, as it came over the wire. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The chat it went to, `0` for calls that name none. */
  readonly chatId: number;
  /** The message that it made or changed. */
  readonly messageId?: number;
  readonly text?: string;
  /** The buttons under the message, row by row. */
  readonly buttons: readonly (readonly { readonly text: string; readonly data?: string }[])[];
  /** Milliseconds since the epoch, by the server's clock. */
  readonly at: number;
}

/** What {@link TelegramServer.user} may say about someone. */
export interface TelegramProfile {
  readonly username?: string;
  /** First name, exactly as shown; default `User <id>`. */
  readonly name?: string;
  readonly lastName?: string;
  readonly isBot?: boolean;
}

/** What may accompany a message. */
export interface TelegramMessageOptions {
  /** Merged into the message object last: `{ photo: […] }`, `{ forward_origin: … }`, or nonsense. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The message id that this one answers. */
  readonly replyTo?: number;
}

/** What may accompany a message in a group. */
export interface TelegramGroupOptions extends TelegramMessageOptions {
  /** Chat id; default `-1001`. */
  readonly chat?: number;
  readonly type?: "group" | "supergroup" | "channel";
  readonly title?: string;
  /** Topic of a forum. */
  readonly thread?: number;
  /** Puts `@<bot> ` in front of the text, with its entity. */
  readonly mention?: boolean;
  /** Answers the bot's last message in that chat. */
  readonly replyToBot?: boolean;
}

/** How a call is made to fail. */
export interface TelegramFailure {
  /** Only this method; default any but `getUpdates`. */
  readonly method?: string;
  /** HTTP status and error code; `0` cuts the connection instead. Default 500. */
  readonly status?: number;
  readonly description?: string;
  /** How many calls fail; default 1. */
  readonly times?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Settings of {@link startTelegramServer}. */
export interface TelegramServerOptions {
  /** The token that the server accepts; default a made-up one. */
  readonly token?: string;
  /** Default `moltbot_test_bot`. */
  readonly username?: string;
  /** Default the system's clock. */
  readonly clock?: Clock;
  /** Default any free port. */
  readonly port?: number;
}

/** A Telegram Bot API server on this machine, close enough for real clients. */
export interface TelegramServer {
  /** What `apiRoot` of the adapter must be. */
  readonly url: string;
  readonly token: string;
  readonly bot: TelegramUser;
  /** Registers someone (who has pressed "Start", so that the bot may write to them) or returns who has that id. */
  user(id: number, profile?: TelegramProfile): TelegramUser;
  /** Somebody writes to the bot. */
  dm(from: TelegramUser | number, text: string, options?: TelegramMessageOptions): TelegramUpdate;
  /** Somebody writes in a group. */
  group(from: TelegramUser | number, text: string, options?: TelegramGroupOptions): TelegramUpdate;
  /**
   * Somebody presses a button. Default: the first button of the last message with buttons in their own chat.
   * `button` is a label or payload; `data` forges a payload.
   */
  press(
    from: TelegramUser | number,
    o?: { chat?: number; messageId?: number; button?: string; data?: string },
  ): TelegramUpdate;
  /** Somebody edits their message. */
  edit(from: TelegramUser | number, messageId: number, text: string, o?: { chat?: number }): TelegramUpdate;
  /** An update that no client knows, or the one given: anything at all. */
  unknownUpdate(body?: Readonly<Record<string, unknown>>): TelegramUpdate;
  /** Queues an update once more, with the same id when it is not waiting any longer. */
  again(update: TelegramUpdate): TelegramUpdate;
  /** Updates that the bot has not confirmed, oldest first. */
  pending(): readonly TelegramUpdate[];
  /** Messages that the bot sent or edited, oldest first. */
  sent(): readonly TelegramCall[];
  /** Every accepted call that changes or shows something, oldest first. */
  calls(method?: string): readonly TelegramCall[];
  /** How often a method was called, refused calls included. */
  count(method: string): number;
  /** Resolves with the first accepted call, past or future, for which `predicate` holds. @throws Error after `timeoutMs` (default 5,000) */
  waitFor(predicate: (call: TelegramCall) => boolean, timeoutMs?: number): Promise<TelegramCall>;
  /** Calls `listener` at every accepted call from now on; returns how to end that. */
  onCall(listener: (call: TelegramCall) => void): () => void;
  /** Resolves when the bot has confirmed every update. @throws Error after `timeoutMs` (default 5,000) */
  drained(timeoutMs?: number): Promise<void>;
  /** The bot must wait: calls of `method` (default `sendMessage`) answer 429 for `seconds` by the server's clock. */
  floodNext(seconds: number, method?: string): void;
  failNext(failure?: TelegramFailure): void;
  /** From now on the bot may not write to them: 403. */
  block(user: TelegramUser | number): void;
  /** Cuts every open connection. */
  disconnect(): void;
  /** While offline, every connection is cut at once. */
  setOffline(offline: boolean): void;
  /** The webhook that the bot has set. */
  webhook(): { readonly url: string; readonly secret: string } | undefined;
  /** Posts one update to the webhook now, outside of the queue. `secret: null` sends no secret. */
  postWebhook(update: unknown, o?: { url?: string; secret?: string | null }): Promise<number>;
  stop(): Promise<void>;
}
