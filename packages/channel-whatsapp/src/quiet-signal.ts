import { createRequire } from "node:module";
import { inspect } from "node:util";
import { systemClock } from "@moltbot/core";

interface Entry {
  readonly indexInfo: { closed: number };
}

interface SessionRecord {
  readonly createEntry: () => Entry;
  readonly prototype: { closeSession: (entry: Entry) => void; openSession: (entry: Entry) => void };
}

/**
 * Baileys' Signal library prints whole sessions, private keys and all, to the console whenever it opens or closes one.
 * These do the same without printing, and no session shows what it holds to anything that inspects it.
 */
export function silenceSignal(): void {
  // The very copy that Baileys uses, not one of our own.
  const load = createRequire(createRequire(import.meta.url).resolve("@whiskeysockets/baileys"));
  const { SessionRecord: record } = load("libsignal") as { SessionRecord: SessionRecord };
  record.prototype.closeSession = (entry) => {
    if (entry.indexInfo.closed === -1) entry.indexInfo.closed = systemClock.now();
  };
  record.prototype.openSession = (entry) => {
    entry.indexInfo.closed = -1;
  };
  Object.defineProperty(Object.getPrototypeOf(record.createEntry()), inspect.custom, {
    configurable: true,
    value: () => "<Signal session>",
  });
}
