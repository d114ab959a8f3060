import type { DiscordCursorStore } from "./cursors.ts";

/** Settings of {@link createDiscordAdapter}. */
export interface DiscordOptions {
  /** Which of the bot's accounts this is; default `"default"`. */
  readonly account?: string;
  /** The bot's token from the developer portal. */
  readonly token: string;
  /** Another REST server, which also names the gateway; default `https://discord.com/api`. */
  readonly restApi?: string;
  /** Remembers across restarts which messages are durable; default: this process only. */
  readonly cursors?: DiscordCursorStore;
  /** Longest wait for a connection in `start`, in milliseconds; default 60 seconds. */
  readonly startTimeoutMs?: number;
  /** Longest wait for an answer to one REST request, in milliseconds; default 15 seconds. */
  readonly callTimeoutMs?: number;
  /** Longest rate limit that is sat out, in milliseconds; default 5 minutes. A longer one rejects `unavailable`. */
  readonly maxRateLimitWaitMs?: number;
  /** Requests per second, all together; default 50, which Discord lets every bot make. Large bots may make more. */
  readonly requestsPerSecond?: number;
}
