import type { Clock } from "@moltbot/core";
import type { proto } from "@whiskeysockets/baileys";

/** What a person writes: a text, or a message as WhatsApp's protocol has it. */
export type WhatsAppContent = string | proto.IMessage;

/** Somebody who writes to the bot. */
export interface WhatsAppPerson {
  /** Digits. */
  readonly phone: string;
  readonly name: string;
  /** WhatsApp's own id of the person, digits; made from the number when left out. */
  readonly lid?: string;
  /** `phone`: the server shows the number, the LID beside it (the default). `both`: the other way round. `lid`: the LID alone. */
  readonly addressing?: "phone" | "both" | "lid";
  /** Which of the person's devices writes; 0 is the phone. */
  readonly device?: number;
}

/** How a message is sent. */
export interface WhatsAppMessageOptions {
  /** Marks the bot as mentioned, by the protocol. */
  readonly mention?: boolean;
  /** Answers the bot's last message in that chat. */
  readonly replyToBot?: boolean;
  /** When it was sent, in milliseconds; default now. */
  readonly at?: number;
}

/** What the bot sent, as the people who got it decrypted it; an edit takes the place of what it changed. */
export interface WhatsAppSent {
  readonly id: string;
  /** The address of the chat. */
  readonly chat: string;
  readonly text: string;
  /** The id of the message that it quotes. */
  readonly quotes?: string;
  /** Whom it mentions. */
  readonly mentions: readonly string[];
}

/** Settings of {@link startWhatsAppServer}. */
export interface WhatsAppServerOptions {
  readonly clock?: Clock;
  readonly port?: number;
}

/** A server on this machine that speaks WhatsApp Web's protocol, and the people behind it. */
export interface WhatsAppServer {
  /** For `socketUrl`. */
  readonly url: string;
  /** The phone that links the bot, and the group that everybody is in. */
  readonly bot: { readonly phone: string; readonly lid: string };
  readonly group: string;
  person(phone: string, o?: Omit<WhatsAppPerson, "phone" | "name"> & { readonly name?: string }): WhatsAppPerson;
  /** The bot's phone reads a QR code: it links the device that shows it. */
  scan(qr: string): Promise<void>;
  /** The code is typed on the bot's phone. @throws Error for a wrong code */
  enterCode(code: string): Promise<void>;
  /** The bot's phone removes the linked device. */
  unlink(): void;
  dm(from: WhatsAppPerson, content: WhatsAppContent, o?: WhatsAppMessageOptions): Promise<string>;
  say(from: WhatsAppPerson, content: WhatsAppContent, o?: WhatsAppMessageOptions): Promise<string>;
  /** The owner writes to somebody on the phone. */
  own(to: WhatsAppPerson, content: WhatsAppContent): Promise<string>;
  /** Everybody hears that somebody is in the group now. */
  join(person: WhatsAppPerson): void;
  /** Delivers the last stanza once more, unchanged. */
  again(): void;
  /** Stanzas that the bot has neither confirmed nor refused. */
  unconfirmed(): readonly string[];
  /** What the bot confirmed, in order, with the type of the receipt. */
  receipts(): readonly { readonly id: string; readonly type?: string }[];
  /** The chats in which the bot showed that it types, in order. */
  typing(): readonly string[];
  sent(): readonly WhatsAppSent[];
  /** Resolves with the first sent message that `matches`; rejects after `timeoutMs` (default 5 seconds). */
  waitFor(matches: (sent: WhatsAppSent) => boolean, timeoutMs?: number): Promise<WhatsAppSent>;
  /** How often a device connected. */
  connections(): number;
  disconnect(): void;
  /** Refuses messages with 429 for so long. */
  floodFor(seconds: number): void;
  /** Refuses the next message with `code`. */
  refuseNext(code: number): void;
  /** Ends every connection with a stream error, now and at each new login until `undefined` is given. */
  failWith(error: { readonly code: number; readonly tag?: string } | undefined): void;
  stop(): Promise<void>;
}
