import type { WAMessage } from "@whiskeysockets/baileys";
import { type Inbox, type InboxEntry, inboxKind } from "./inbox.ts";
import type { Envelope } from "./translate.ts";
import type { Vault } from "./vault.ts";

/** The messages that Baileys announces. Most of them the journal has seen already. */
export interface Upserts {
  /** The journal has stored `entry`. */
  journaled(entry: InboxEntry): void;
  take(upsert: { readonly messages: readonly WAMessage[]; readonly type: string }): void;
}

const remembered = 1000;

/**
 * Takes what did not come encrypted to this device: messages that the phone sends again because they could not be read.
 * `append` is history, or was journaled.
 */
export function createUpserts(o: {
  inbox: Inbox;
  vault: Vault;
  receive: (envelope: Envelope) => Promise<InboxEntry | undefined>;
}): Upserts {
  const seen = new Set<string>();
  let tail: Promise<void> = Promise.resolve();
  const remember = (id: string): void => {
    if (seen.size >= remembered) seen.delete(seen.values().next().value ?? "");
    seen.add(id);
  };
  const one = async (message: WAMessage): Promise<void> => {
    const entry = await o.receive(message);
    if (entry === undefined || seen.has(entry.message.id)) return;
    remember(entry.message.id);
    await o.vault.save([{ kind: inboxKind, id: entry.message.id, value: entry }]);
    o.inbox.deliver(entry);
  };
  return {
    journaled(entry) {
      remember(entry.message.id);
      o.inbox.deliver(entry);
    },
    take({ messages, type }) {
      if (type !== "notify") return;
      for (const message of messages) {
        // Without the store there is nowhere to keep it; the connection ends for the same reason.
        tail = tail.then(() => one(message)).catch(() => undefined);
      }
    },
  };
}
