/** Receiving by webhook instead of long polling. */
export interface TelegramWebhookOptions {
  /** What Telegram must send in `X-Telegram-Bot-Api-Secret-Token`: 1 to 256 of `A-Z a-z 0-9 _ -`. */
  readonly secret: string;
  /** The public address of the endpoint. When given, `start` registers it; else it was registered by hand. */
  readonly url?: string;
  /** How many deliveries Telegram may run at once, 1 to 100; default 40. */
  readonly maxConnections?: number;
  /** Largest body accepted, in bytes; default 1 MiB. */
  readonly maxBytes?: number;
}

/** One line of the menu of commands. */
export interface TelegramCommand {
  /** 1 to 32 of `a-z 0-9 _`, without the slash. */
  readonly command: string;
  /** Up to 256 characters. */
  readonly description: string;
}

/** Which commands Telegram offers, and where. What is offered gives nobody a right. */
export interface TelegramMenu {
  /** In everybody's own chat with the bot. */
  readonly private: readonly TelegramCommand[];
  /** In groups; default none. */
  readonly groups?: readonly TelegramCommand[];
  /** In single chats, by id, in place of `private`: of people who may do more. */
  readonly chats?: Readonly<Record<string, readonly TelegramCommand[]>>;
}

/** Settings of {@link createTelegramAdapter}. */
export interface TelegramOptions {
  /** Which of the bot's accounts this is; default `"default"`. */
  readonly account?: string;
  /** The token that @BotFather gave. */
  readonly token: string;
  /** Another Bot API server; default `https://api.telegram.org`. */
  readonly apiRoot?: string;
  /** Present: webhook mode. Absent: long polling. */
  readonly webhook?: TelegramWebhookOptions;
  /** Written at `start` where it differs; default: the menu stays as it is. */
  readonly menu?: TelegramMenu;
  /** How long one `getUpdates` waits for something to happen, in seconds; default 30. */
  readonly pollSeconds?: number;
  /** Longest flood wait that is sat out, in milliseconds; default 5 minutes. A longer one rejects `unavailable`. */
  readonly maxFloodWaitMs?: number;
  /** Longest wait for an answer to any other call, in milliseconds; default 15 seconds. */
  readonly callTimeoutMs?: number;
}
