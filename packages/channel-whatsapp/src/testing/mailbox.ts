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
  const waiting = new Map<string, { readonly stanza: BinaryNode; unanswered: number }>();
  const keep = (stanza: BinaryNode): void => {
    const id = stanza.attrs["id"] ?? "";
    waiting.set(id, { stanza, unanswered: (waiting.get(id)?.unanswered ?? 0) + 1 });
  };
  const receipts: { id: string; type?: string }[] = [];
  let last: BinaryNode | undefined;
  let reader: Client | undefined;
  return {
    put(stanza) {
      last = stanza;
      keep(stanza);
      reader?.send(stanza);
    },
    tell: (stanza) => reader?.send(stanza),
    again() {
      if (last === undefined) return;
      if (reader === undefined) keep(last);
      else reader.send(last);
    },
    waiting: () => [...waiting.keys()],
    receipts: () => receipts,
    open(client) {
      reader = client;
      let count = 0;
      for (const one of waiting.values()) {
        const { stanza } = one;
        one.unanswered = 1;
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
        const one = waiting.get(id);
        if (one === undefined) continue;
        // Sent once more on request: what is answered here may be the first one.
        one.unanswered -= 1;
        if (one.unanswered < 1) waiting.delete(id);
        receipts.push(attrs["type"] === undefined ? { id } : { id, type: attrs["type"] });
      }
    },
  };
}
