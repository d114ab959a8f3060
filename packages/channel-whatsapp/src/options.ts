import type { ChannelKeys } from "@moltbot/channel";
import type { Random } from "@moltbot/core";

/** What happened to the link between the bot and WhatsApp. */
export type LinkEvent =
  | { readonly type: "linked"; readonly phone: string }
  /** The keys were removed. */
  | { readonly type: "logged-out"; readonly because: string };

/** Settings of {@link createWhatsAppAdapter}. */
export interface WhatsAppOptions {
  /** Which of the bot's accounts this is; default `"default"`. */
  readonly account?: string;
  /** Where the session's keys are kept. */
  readonly keys: ChannelKeys;
  /** 32 bytes that seal the keys. Whoever has them and the store can speak as the bot. */
  readonly secretKey: Uint8Array;
  /** E.164. Present: linking by a code that is typed on that phone. Absent: by a QR code. */
  readonly phoneNumber?: string;
  /** Another server; default `wss://web.whatsapp.com/ws/chat`. */
  readonly socketUrl?: string;
  /** Called when the account is linked or logged out; must not throw. */
  readonly onLink?: (event: LinkEvent) => void;
  /** Longest wait for an answer of WhatsApp, in milliseconds; default 20 seconds. */
  readonly callTimeoutMs?: number;
  /** Longest wait for WhatsApp's rate limit in one send, in milliseconds; default 5 minutes. */
  readonly maxFloodWaitMs?: number;
  /** Messages that waited longer for a bot that was away are left out; in milliseconds, default 24 hours. */
  readonly maxMessageAgeMs?: number;
  /** Spreads reconnects; default the platform's. */
  readonly random?: Random;
}
