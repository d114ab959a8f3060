import { type BinaryNode, proto } from "@whiskeysockets/baileys";
import { contextOf, textOf, unwrap } from "../content.ts";
import type { Device, Encrypted } from "./device.ts";
import { bytesOf, child, children } from "./nodes.ts";
import type { WhatsAppSent } from "./types.ts";

/** What people read of what the bot sends. */
export interface SentRecord {
  /** Decrypts a stanza with the devices it was sent to. @throws Error when a device cannot */
  take(stanza: BinaryNode, from: string): Promise<void>;
  all(): readonly WhatsAppSent[];
  /** Calls `look` after every change; the returned function stops it. */
  watch(look: () => void): () => void;
}

function encryptedIn(node: BinaryNode | undefined): Encrypted {
  return { type: node?.attrs["type"] === "pkmsg" ? "pkmsg" : "msg", ciphertext: bytesOf(node) };
}

/** Later messages to a group come without the sender's key: whoever got it first can read them. */
type Readers = Map<string, Device | undefined>;

async function decrypt(
  stanza: BinaryNode,
  from: string,
  deviceOf: (jid: string) => Device | undefined,
  readers: Readers,
): Promise<proto.Message | undefined> {
  let message: proto.Message | undefined;
  let reader: Device | undefined;
  for (const to of children(child(stanza, "participants"))) {
    const device = deviceOf(to.attrs["jid"] ?? "");
    if (device === undefined) continue;
    reader = device;
    message = await device.decrypt(from, encryptedIn(child(to, "enc")));
  }
  const enc = child(stanza, "enc");
  const group = stanza.attrs["to"] ?? "";
  if (enc?.attrs["type"] !== "skmsg") return message;
  readers.set(`${group} ${from}`, reader ?? readers.get(`${group} ${from}`));
  return await readers.get(`${group} ${from}`)?.decryptFromGroup(group, from, bytesOf(enc));
}

/** A record without anything. */
export function createSentRecord(deviceOf: (jid: string) => Device | undefined): SentRecord {
  const messages = new Map<string, WhatsAppSent>();
  const readers: Readers = new Map();
  const watchers = new Set<() => void>();
  const note = (id: string, chat: string, message: proto.Message): void => {
    const content = unwrap(message) ?? {};
    const { protocolMessage } = content;
    const named = protocolMessage?.key?.id ?? "";
    if (protocolMessage?.type === proto.Message.ProtocolMessage.Type.REVOKE) return void messages.delete(named);
    const known = messages.get(named);
    if (protocolMessage?.editedMessage && known !== undefined) {
      return void messages.set(named, { ...known, text: textOf(protocolMessage.editedMessage) });
    }
    const context = contextOf(content);
    messages.set(id, {
      id,
      chat,
      text: textOf(content),
      mentions: context?.mentionedJid ?? [],
      ...(context?.stanzaId ? { quotes: context.stanzaId } : {}),
    });
  };
  return {
    async take(stanza, from) {
      const message = await decrypt(stanza, from, deviceOf, readers);
      if (message !== undefined) note(stanza.attrs["id"] ?? "", stanza.attrs["to"] ?? "", message);
      for (const look of watchers) look();
    },
    all: () => [...messages.values()],
    watch(look) {
      watchers.add(look);
      return () => watchers.delete(look);
    },
  };
}
