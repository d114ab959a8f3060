import { isAddressChannel, isJid, isPhoneChannel, phoneChannelId, readWrittenNumber } from "./phone.ts";
import { fold, hasInvisible, longestText, lowerAscii, trimAscii } from "./text.ts";

/** What an entry asks for. `key` is in the form in which senders compare. */
export type Entry =
  | { readonly kind: "wildcard"; readonly text: string }
  /** An id and, if `name` is there, also a display name. */
  | {
      readonly kind: "id";
      readonly text: string;
      readonly prefixed: boolean;
      readonly key: string;
      readonly name?: string;
    }
  /** `@x`: a tag or a username. */
  | { readonly kind: "handle"; readonly text: string; readonly prefixed: boolean; readonly key: string }
  /** An e-mail address, folded in `key` and as an id in `id`. */
  | {
      readonly kind: "email";
      readonly text: string;
      readonly prefixed: boolean;
      readonly key: string;
      readonly id: string;
    }
  | { readonly kind: "foreign"; readonly text: string; readonly rest: string }
  | { readonly kind: "invalid"; readonly text: string; readonly reason: string; readonly instead?: string };

/** What the reader needs to know of the channel, worked out once per list. */
export interface Reader {
  /** The channel's name in ASCII lower case. */
  readonly channel: string;
  readonly phones: boolean;
  readonly addresses: boolean;
}

/** What to know of a channel to read its entries. */
export function readerFor(channel: string): Reader {
  return { channel: lowerAscii(channel), phones: isPhoneChannel(channel), addresses: isAddressChannel(channel) };
}

const patternCharacters = /[*?[\]{}|^$\\]/;
const email = /^[^\s@:/<>"(),;]+@[^\s@:/<>"(),;]+$/;
// Ids that other people could put into a display name: numbers, and the forms of Slack, Feishu, Google Chat, Signal.
const idForms =
  /^(?:[+-]?[\p{N}][\p{N}.,_ ()+-]*|0x[\da-fA-F]+|[UW](?=[A-Z\d]*\d)[A-Z\d]{6,}|[uw]\d[a-z\d]{5,}|o[cnu]_.*|(?:users|spaces)\/.*|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/u;

/** Reads one entry for one channel (threats "Identity contract"). Never throws. */
export function readEntry(raw: unknown, reader: Reader): Entry {
  const text = textOf(raw);
  if (text === undefined) return notText(raw);
  if (text === "*") return { kind: "wildcard", text };
  const refused = refusal(text);
  if (refused !== undefined) return { kind: "invalid", text, ...refused };
  if (!text.includes(":") || text.startsWith("@") || /^\d/.test(text)) return readBare(text, text, false, reader);
  const at = text.indexOf(":");
  const prefix = lowerAscii(text.slice(0, at));
  const rest = text.slice(at + 1);
  if (prefix !== reader.channel && prefix !== "user") return { kind: "foreign", text, rest };
  const broken = restRefusal(rest, reader.channel);
  if (broken !== undefined) return { kind: "invalid", text, ...broken };
  // `user:` says that an id follows, so nothing else is tried.
  return prefix === "user" && prefix !== reader.channel
    ? readId(rest, text, true, reader)
    : readBare(rest, text, true, reader);
}

/** The text of an entry: text itself, or a whole number that a double holds exactly. */
export function textOf(raw: unknown): string | undefined {
  if (typeof raw === "string") return trimAscii(raw);
  return Number.isSafeInteger(raw) && Number(raw) >= 0 ? String(raw) : undefined;
}

function notText(raw: unknown): Entry {
  const number = typeof raw === "number";
  return {
    kind: "invalid",
    text: number ? String(raw) : `<${raw === null ? "null" : typeof raw}>`,
    reason: number ? "A number that is not exact cannot be an id." : "An entry is text or a whole number.",
    ...(number && { instead: "Put the id in quotes." }),
  };
}

interface Refusal {
  readonly reason: string;
  readonly instead?: string;
}

function refusal(text: string): Refusal | undefined {
  if (text.trim() === "") return { reason: "The entry is blank." };
  if (text.length > longestText) return { reason: `The entry is longer than ${longestText} characters.` };
  if (hasInvisible(text)) {
    return { reason: "The entry holds an invisible or control character.", instead: "Type it again by hand." };
  }
  if (patternCharacters.test(text)) {
    return { reason: "Entries are not patterns.", instead: "Write each sender in full, or * alone for everyone." };
  }
  const mention = /^<@!?(\d+)>$/.exec(text);
  if (mention !== null) return { reason: "A mention is not an id.", instead: `Write ${mention[1]}.` };
  return undefined;
}

function restRefusal(rest: string, channel: string): Refusal | undefined {
  if (rest === "" || rest === "@") return { reason: "Nothing follows the prefix." };
  if (rest.trim() !== rest)
    return { reason: "There is a space after the prefix.", instead: "Write it without the space." };
  if (/^[a-z][a-z\d-]*:/i.test(rest) || rest.startsWith(":")) {
    return { reason: "There is more than one prefix.", instead: `Write ${channel}: once.` };
  }
  return undefined;
}

function readBare(body: string, text: string, prefixed: boolean, reader: Reader): Entry {
  if (body.startsWith("@") && !body.includes(":")) return readHandle(body, text, prefixed);
  if (isJid(body)) return readId(body, text, prefixed, reader);
  if (email.test(body)) {
    const key = fold(body);
    if (key === undefined) return { kind: "invalid", text, reason: "The address holds look-alike letters." };
    return reader.addresses ? { kind: "id", text, prefixed, key } : { kind: "email", text, prefixed, key, id: body };
  }
  // A colon, a slash-free `@` inside, or the form of an id: never a name.
  if (body.includes(":") || body.includes("@") || idForms.test(body)) return readId(body, text, prefixed, reader);
  const entry = readId(body, text, prefixed, reader);
  const name = fold(body);
  return entry.kind === "id" && name !== undefined && entry.key === body ? { ...entry, name } : entry;
}

function readHandle(body: string, text: string, prefixed: boolean): Entry {
  const handle = body.slice(1);
  if (handle === "") return { kind: "invalid", text, reason: "Nothing follows the @." };
  if (handle.includes("@") || handle.trim() !== handle) {
    return { kind: "invalid", text, reason: "That is not a handle.", instead: "Write @name." };
  }
  const key = fold(handle);
  if (key !== undefined) return { kind: "handle", text, prefixed, key };
  return { kind: "invalid", text, reason: "The handle holds look-alike letters.", instead: "Write the sender's id." };
}

function readId(body: string, text: string, prefixed: boolean, reader: Reader): Entry {
  if (!reader.phones) return { kind: "id", text, prefixed, key: body };
  if (body.endsWith("@g.us")) {
    return { kind: "invalid", text, reason: "That is a group, not a person.", instead: "Write the person's number." };
  }
  const number = readWrittenNumber(body);
  if (number.kind === "refused") {
    return { kind: "invalid", text, reason: number.reason, instead: "Write it as +, country code, number." };
  }
  return {
    kind: "id",
    text,
    prefixed,
    key: number.kind === "number" ? number.e164 : phoneChannelId(body, reader.addresses),
  };
}
