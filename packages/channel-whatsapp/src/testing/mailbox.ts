import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Client } from "./client.ts";
import { children } from "./nodes.ts";

/** Stanzas for the bot, kept until it confirms or refuses them. */
export interface Mailbox {
  put(stanza: BinaryNode): void;
  /** Sends a stanza that nobody waits for, if the bot is there. */
  tell(stanza: BinaryNode): void;
  /** The last stanza once more. */
  again(): void;
  waiting(): readonly string[];
  receipts(): readonly { readonly id: string; readonly type?: string }[];
  /** Sends what waits to a device that has logged in. */
  open(client: Client): void;
  close(): void;
  /** A receipt or an acknowledgement. */
  confirm(node: BinaryNode): void;
}

/** Keeps the order; what was sent before and not confirmed comes again as `offline`. */
export function createMailbox(): Mailbox {
  const waiting = new Map<string, BinaryNode>();
  const receipts: { id: string; type?: string }[] = [];
  let last: BinaryNode | undefined;
  let reader: Client | undefined;
  return {
    put(stanza) {
      last = stanza;
      waiting.set(stanza.attrs["id"] ?? "", stanza);
      reader?.send(stanza);
    },
    tell: (stanza) => reader?.send(stanza),
    again() {
      if (last === undefined) return;
      if (reader === undefined) waiting.set(last.attrs["id"] ?? "", last);
      else reader.send(last);
    },
    waiting: () => [...waiting.keys()],
    receipts: () => receipts,
    open(client) {
      reader = client;
      let count = 0;
      for (const stanza of waiting.values()) {
        client.send({ ...stanza, attrs: { ...stanza.attrs, offline: String(count++) } });
      }
      client.send({ tag: "ib", attrs: {}, content: [{ tag: "offline", attrs: { count: String(count) } }] });
    },
    close() {
      reader = undefined;
    },
    confirm(node) {
      const { attrs } = node;
      // A receipt of this type asks for the message once more.
      if (attrs["type"] === "retry") return;
      const listed = children(node).flatMap((list) => children(list));
      for (const id of [attrs["id"] ?? "", ...listed.map((item) => item.attrs["id"] ?? "")]) {
        if (!waiting.delete(id)) continue;
        receipts.push(attrs["type"] === undefined ? { id } : { id, type: attrs["type"] });
      }
    },
  };
}
