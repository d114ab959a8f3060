import type { Logger } from "@moltbot/core";
import { type BinaryNode, decodeMessageNode, proto, unpadRandomMax16 } from "@whiskeysockets/baileys";
import type { Inbox, InboxEntry } from "./inbox.ts";
import { isElsewhere, parseJid } from "./jids.ts";
import { isMe, type Me, type PhoneOf, type Place, resolvePerson } from "./people.ts";
import { type Envelope, translate } from "./translate.ts";

/** What receiving rests on. */
export interface ReceiveParts {
  readonly inbox: Inbox;
  readonly log: Logger;
  readonly place: Place;
  readonly me: () => Me | undefined;
  /** Messages from before are none of the bot's; milliseconds since the epoch. */
  readonly oldest: () => number;
}

/** What an envelope is to the bot; nothing for its own words, other kinds of chats, old and empty messages. */
export async function receive(
  envelope: Envelope,
  phoneOf: PhoneOf,
  { inbox, log, place, me: whoAmI, oldest }: ReceiveParts,
): Promise<InboxEntry | undefined> {
  const { key } = envelope;
  const me = whoAmI();
  if (me === undefined || key.fromMe === true || typeof key.remoteJid !== "string" || isElsewhere(key.remoteJid))
    return;
  const inGroup = parseJid(key.remoteJid)?.kind === "group";
  const author = inGroup ? key.participant : key.remoteJid;
  if (isMe(author, me)) return;
  const sender = await resolvePerson(author, inGroup ? key.participantAlt : key.remoteJidAlt, phoneOf);
  const translated = sender === undefined ? undefined : translate(envelope, { me, place, sender });
  if (translated?.kind !== "message") {
    const what = translated?.kind === "ignored" ? translated.what : "malformed";
    log.debug("whatsapp message skipped", { account: place.account, what });
    return;
  }
  if (translated.message.at < oldest()) {
    log.debug("whatsapp message skipped", { account: place.account, what: "old" });
    return;
  }
  return inbox.entry(translated.message);
}

/** A stanza and one decrypted part of it as an envelope. @throws Error for what is no message */
export function openStanza(stanza: BinaryNode, plain: Uint8Array, me: { id: string; lid?: string }): Envelope {
  const { fullMessage } = decodeMessageNode(stanza, me.id, me.lid ?? "");
  return {
    key: fullMessage.key,
    messageTimestamp: fullMessage.messageTimestamp,
    pushName: fullMessage.pushName,
    message: proto.Message.decode(unpadRandomMax16(plain)),
  };
}
