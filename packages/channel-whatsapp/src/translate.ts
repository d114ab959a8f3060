import { type Command, type Conversation, type InboundMessage, parseCommand, type Sender } from "@moltbot/channel";
import type { WAContextInfo, WAMessageKey } from "@whiskeysockets/baileys";
import { proto } from "@whiskeysockets/baileys";
import { readAttachments } from "./attachments.ts";
import { type Content, contextOf, textOf, unwrap } from "./content.ts";
import { idOf, parseJid } from "./jids.ts";
import { isMe, type Me, type Person, type Place } from "./people.ts";

/** One message of WhatsApp, decrypted, with what the server wrote on its envelope. */
export interface Envelope {
  readonly key: WAMessageKey;
  /** Unix seconds; 64-bit numbers of the protocol come as objects. */
  readonly messageTimestamp?: unknown;
  /** What the sender calls themselves. */
  readonly pushName?: string | null | undefined;
  readonly message?: Content | null | undefined;
}

/** The facts that a translation rests on besides the envelope. */
export interface Setting {
  readonly me: Me;
  readonly place: Place;
  readonly sender: Person;
}

/** What an envelope means here. */
export type Translated =
  | { readonly kind: "message"; readonly message: InboundMessage }
  /** Well formed, and nothing that a bot has to hear of. */
  | { readonly kind: "ignored"; readonly what: string }
  | { readonly kind: "malformed" };

const malformed: Translated = { kind: "malformed" };

function milliseconds(value: unknown): number | undefined {
  const seconds = Number(typeof value === "object" && value !== null ? value.toString() : value);
  return Number.isSafeInteger(seconds) && seconds > 0 && seconds <= 8_640_000_000_000 ? seconds * 1000 : undefined;
}

/** The sender's client chooses it: it counts for that sender alone, and must not break what it is put into. */
function messageId(value: unknown): string | undefined {
  return typeof value === "string" && /^[\x21-\x7e]{1,128}$/.test(value) ? value : undefined;
}

function conversationOf(key: WAMessageKey, { place, sender }: Setting): Conversation | undefined {
  const chat = parseJid(key.remoteJid);
  if (chat === undefined) return undefined;
  return chat.kind === "group" ? { ...place, kind: "group", id: idOf(chat) } : { ...place, kind: "dm", id: sender.id };
}

function senderOf(pushName: unknown, { id, phone }: Person): Sender {
  const displayName = typeof pushName === "string" && pushName !== "" ? pushName : undefined;
  return {
    id,
    ...(displayName === undefined ? {} : { displayName }),
    ...(phone === undefined ? {} : { phone }),
    isBot: false,
  };
}

function mentions(context: WAContextInfo | undefined, me: Me): boolean {
  return (context?.mentionedJid ?? []).some((jid) => isMe(jid, me));
}

/** A command at the start, or right after a mention of the bot: in groups people write `@bot /help`. */
function commandOf(text: string, mentioned: boolean, me: Me): Command | undefined {
  const [lead, digits] = /^\s*@(\d{5,20})\s+(?=\/)/.exec(text) ?? [];
  const ours = mentioned && lead !== undefined && (digits === me.phone || digits === me.lid);
  return parseCommand(ours ? text.slice(lead.length) : text);
}

interface Said {
  readonly content: Content;
  /** The message that an edit changes. */
  readonly edits?: string;
}

function said(message: Content | null | undefined): Said | string {
  const content = unwrap(message);
  if (content === undefined) return "empty";
  const protocol = content.protocolMessage;
  if (!protocol) return { content };
  if (protocol.type !== proto.Message.ProtocolMessage.Type.MESSAGE_EDIT) return "protocol message";
  const edits = messageId(protocol.key?.id);
  const edited = unwrap(protocol.editedMessage);
  return edits === undefined || edited === undefined ? "empty edit" : { content: edited, edits };
}

/** Puts one envelope into the channel's words. Never throws, whatever a sender put inside. */
export function translate({ key, messageTimestamp, pushName, message }: Envelope, s: Setting): Translated {
  const conversation = conversationOf(key, s);
  const id = messageId(key.id);
  const at = milliseconds(messageTimestamp);
  if (conversation === undefined || id === undefined || at === undefined) return malformed;
  const what = said(message);
  if (typeof what === "string") return { kind: "ignored", what };
  const text = textOf(what.content);
  const attachments = readAttachments(what.content);
  if (text === "" && attachments.length === 0) return { kind: "ignored", what: "nothing to read" };
  const context = contextOf(what.content);
  const mentioned = mentions(context, s.me);
  // Forwarded text is not the sender's own word: it must not command anything.
  const forwarded = context?.isForwarded === true;
  const command = forwarded ? undefined : commandOf(text, mentioned, s.me);
  const named = command?.addressedTo;
  const namesBot = named !== undefined && (named === s.me.phone || named === s.me.lid);
  const from = conversation.kind === "dm" ? conversation.id : `${conversation.id}:${s.sender.id}`;
  return {
    kind: "message",
    message: {
      id: what.edits === undefined ? `${from}:${id}` : `${from}:${what.edits}:e${id}`,
      event: what.edits === undefined ? "message" : "edit",
      conversation,
      sender: senderOf(pushName, s.sender),
      text,
      ...(command === undefined ? {} : { command }),
      at,
      mentionsBot: mentioned || namesBot,
      repliesToBot: typeof context?.stanzaId === "string" && isMe(context.participant, s.me),
      ...(forwarded ? { forwarded } : {}),
      own: false,
      attachments,
    },
  };
}
