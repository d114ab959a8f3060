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

interface UsedSession {
  readonly indexInfo: { used: number };
}

interface SessionCipher {
  readonly prototype: {
    doDecryptWhisperMessage(data: Uint8Array, session: UsedSession): Promise<Uint8Array>;
    decryptWithSessions(data: Uint8Array, sessions: readonly UsedSession[]): Promise<Decrypted>;
  };
}

interface Decrypted {
  readonly session: UsedSession;
  readonly plaintext: Uint8Array;
}

interface Signal {
  readonly SessionRecord: SessionRecord;
  readonly SessionCipher: SessionCipher;
  readonly SessionError: new (message: string) => Error;
}

/** Tries each session, as the library does; which ones did not fit, and whose they are, is nobody's business. */
function quietDecryption({ SessionError }: Signal): SessionCipher["prototype"]["decryptWithSessions"] {
  return async function (this: SessionCipher["prototype"], data, sessions) {
    if (sessions.length === 0) throw new SessionError("No sessions available");
    for (const session of sessions) {
      try {
        const plaintext = await this.doDecryptWhisperMessage(data, session);
        session.indexInfo.used = systemClock.now();
        return { session, plaintext };
      } catch {
        // The next one may fit.
      }
    }
    throw new SessionError("No matching sessions found for message");
  };
}

/**
 * Baileys' Signal library prints whole sessions, private keys and all, to the console whenever it opens or closes one,
 * and whose message it was that it could not read.
 * These do the same without printing, and no session shows what it holds to anything that inspects it.
 */
export function silenceSignal(): void {
  // The very copy that Baileys uses, not one of our own.
  const load = createRequire(createRequire(import.meta.url).resolve("@whiskeysockets/baileys"));
  const signal = load("libsignal") as Signal;
  const record = signal.SessionRecord;
  signal.SessionCipher.prototype.decryptWithSessions = quietDecryption(signal);
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
