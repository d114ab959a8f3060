import type { BinaryNode, makeWASocket, SignalDataSet, SignalKeyStoreWithTransaction } from "@whiskeysockets/baileys";
import { type InboxEntry, inboxKind } from "./inbox.ts";

/** How Baileys makes the part that holds Signal sessions. */
export type MakeSignal = NonNullable<Parameters<typeof makeWASocket>[0]["makeSignalRepository"]>;

type Signal = ReturnType<MakeSignal>;

/** What the journal works with. */
export interface JournalParts {
  /** The stanza that `ciphertext` came in. */
  readonly stanzaOf: (ciphertext: Uint8Array) => BinaryNode | undefined;
  /** What a decrypted part of a stanza is to the bot; nothing when it is nothing. */
  readonly read: (stanza: BinaryNode, plain: Uint8Array, signal: Signal) => Promise<InboxEntry | undefined>;
  /** Called once the entry is stored. */
  readonly deliver: (entry: InboxEntry) => void;
}

/**
 * A message can be decrypted once: the key is used up. Baileys then tells WhatsApp that it arrived, before anybody has
 * seen it. So the message is stored in the same write that uses up the key: a crash before it leaves the message with
 * WhatsApp, a crash after it finds the message in the inbox.
 */
export function journaling(make: MakeSignal, parts: JournalParts): MakeSignal {
  return (auth, logger, fetchLids) => {
    const signal = make(auth, logger, fetchLids);
    const keys = auth.keys as SignalKeyStoreWithTransaction;
    const together = async (
      ciphertext: Uint8Array,
      lane: string,
      decrypt: () => Promise<Uint8Array>,
    ): Promise<Uint8Array> => {
      const stanza = parts.stanzaOf(ciphertext);
      // Baileys' own transaction joins this one.
      const { plain, entry } = await keys.transaction(async () => {
        const plain = await decrypt();
        const entry = stanza === undefined ? undefined : await parts.read(stanza, plain, signal);
        if (entry !== undefined) {
          await keys.set({ [inboxKind]: { [entry.message.id]: entry } } as unknown as SignalDataSet);
        }
        return { plain, entry };
      }, lane);
      if (entry !== undefined) parts.deliver(entry);
      return plain;
    };
    return {
      ...signal,
      decryptMessage: (o) => together(o.ciphertext, o.jid, () => signal.decryptMessage(o)),
      decryptGroupMessage: (o) => together(o.msg, o.group, () => signal.decryptGroupMessage(o)),
    };
  };
}
