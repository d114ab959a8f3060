import { lowerAscii } from "./text.ts";

// Where a sender is a phone number. Elsewhere digits are just an id.
const phoneChannels = new Set([
  "whatsapp",
  "whatsapp-business",
  "signal",
  "sms",
  "mms",
  "rcs",
  "imessage",
  "bluebubbles",
  "twilio",
  "voice",
  "voice-call",
]);

// Where an e-mail address can stand in place of the number.
const addressChannels = new Set(["imessage", "bluebubbles"]);

const e164 = /^\+[1-9]\d{6,14}$/;
const plainDigits = /^[1-9]\d{9,14}$/;
// WhatsApp writes 84987654321@s.whatsapp.net, with `_agent` and `:device` before the `@` when several devices share it.
const jid = /^(\d{1,20})(?:_\d{1,5})?(?::\d{1,5})?@(s\.whatsapp\.net|c\.us|lid|g\.us)$/;

/** Whether senders of this channel are identified by phone number (SPEC R2.4). */
export function isPhoneChannel(channel: string): boolean {
  return phoneChannels.has(lowerAscii(channel));
}

/** Whether a sender's id on this channel can be an e-mail address (iMessage). */
export function isAddressChannel(channel: string): boolean {
  return addressChannels.has(lowerAscii(channel));
}

/** Whether `text` is `user@server` as WhatsApp writes it. */
export function isJid(text: string): boolean {
  return jid.test(text);
}

/** Reads a number that a machine wrote: E.164, or 10 to 15 digits without the plus. */
export function readNumber(text: string): string | undefined {
  if (e164.test(text)) return text;
  return plainDigits.test(text) ? `+${text}` : undefined;
}

/**
 * The one form of a sender's id on a phone channel: E.164 if it is a number or the JID of one; a linked id
 * (`@lid`) without its device; an address in lower case where ids can be `addresses`; else the id itself.
 */
export function phoneChannelId(id: string, addresses: boolean): string {
  const parts = jid.exec(id);
  if (parts === null) return readNumber(id) ?? (addresses && id.includes("@") ? lowerAscii(id) : id);
  const [, user = "", server] = parts;
  if (server === "lid" || server === "g.us") return `${user}@${server}`;
  return readNumber(user) ?? id;
}

/** The number that an id on a phone channel stands for, in E.164; `undefined` where ids are no numbers. */
export function phoneOf(channel: string, id: string): string | undefined {
  if (!isPhoneChannel(channel)) return undefined;
  const form = phoneChannelId(id, isAddressChannel(channel));
  return e164.test(form) ? form : undefined;
}

/** What a person wrote where a phone number can stand. */
export type WrittenNumber =
  | { readonly kind: "number"; readonly e164: string }
  | { readonly kind: "not-a-number" }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Reads a number as people write it: spaces, dashes, dots and parentheses are dropped, `00` means `+`. A national
 * number is refused: which country it belongs to would be a guess (SPEC R2.4).
 */
export function readWrittenNumber(text: string): WrittenNumber {
  if (!/^[+(]?[\d (][\d ().-]*$/.test(text)) return { kind: "not-a-number" };
  if (/\(\s*0\s*\)/.test(text)) return { kind: "refused", reason: "The (0) is dialled inside the country only." };
  const dense = text.replace(/[ ().-]/g, "");
  const number = dense.startsWith("00") ? `+${dense.slice(2)}` : dense;
  const read = readNumber(number);
  if (read !== undefined) return { kind: "number", e164: read };
  if (number.startsWith("+")) return { kind: "refused", reason: "No phone number has these digits." };
  return dense === text && !dense.startsWith("0")
    ? { kind: "not-a-number" }
    : { kind: "refused", reason: "The number has no country code." };
}
