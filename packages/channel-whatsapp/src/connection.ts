import type { Clock, Logger } from "@moltbot/core";
import {
  type AuthenticationCreds,
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  makeWASocket,
  type WASocket,
} from "@whiskeysockets/baileys";
import { createAuth } from "./auth.ts";
import { createLibraryLogger } from "./baileys-log.ts";
import { codeOf } from "./errors.ts";
import type { Inbox } from "./inbox.ts";
import { isElsewhere, parseJid } from "./jids.ts";
import { journaling } from "./journal.ts";
import type { WhatsAppOptions } from "./options.ts";
import { type Me, type PhoneOf, type Place, readMe } from "./people.ts";
import { openStanza, type ReceiveParts, receive } from "./receive.ts";
import { createUpserts } from "./upserts.ts";
import type { Vault } from "./vault.ts";

/** One connection, from its first try to its end. It never comes back: a new one is opened. */
export interface Connection {
  readonly socket: WASocket;
  readonly me: () => Me | undefined;
  /** How it ended: WhatsApp's code, or what went wrong on our side. */
  readonly closed: Promise<{ readonly code?: number; readonly trouble?: unknown }>;
  end(): Promise<void>;
}

/** What a connection is made of. */
export interface ConnectionParts {
  readonly self: {
    readonly options: WhatsAppOptions;
    readonly account: string;
    readonly place: Place;
    readonly log: () => Logger;
  };
  readonly vault: Vault;
  readonly creds: AuthenticationCreds;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly onOpen?: () => void;
  readonly onQr?: (qr: string) => void;
  readonly onPaired?: () => void;
}

// The clock of a phone may be a little off.
const graceMs = 30_000;

/** The first moment that matters: when the account was linked, or as long ago as a message may have waited. */
function oldest({ self, creds, clock }: ConnectionParts): number {
  const linkedAt = Number((creds.additionalData as { linkedAt?: unknown } | undefined)?.linkedAt) || 0;
  return Math.max(linkedAt - graceMs, clock.now() - (self.options.maxMessageAgeMs ?? 86_400_000));
}

function phoneOf(signal: Pick<WASocket, "signalRepository">["signalRepository"]): PhoneOf {
  return async (lid) => {
    const known = parseJid(await signal.lidMapping.getPNForLID(`${lid}@lid`));
    return known?.kind === "phone" ? known.user : undefined;
  };
}

/** Remembers which stanza each ciphertext came in, for as long as Baileys holds it. */
function createStanzas(): { note(node: unknown): void; of(ciphertext: Uint8Array): BinaryNode | undefined } {
  const stanzas = new WeakMap<Uint8Array, BinaryNode>();
  return {
    note(node) {
      const { tag, content } = node as BinaryNode;
      if (tag !== "message" || !Array.isArray(content)) return;
      for (const part of content) if (part.content instanceof Uint8Array) stanzas.set(part.content, node as BinaryNode);
    },
    of: (ciphertext) => stanzas.get(ciphertext),
  };
}

/** @throws Error for an address that is none */
export function openConnection(parts: ConnectionParts): Connection {
  const { self, vault, creds, inbox } = parts;
  let trouble: unknown;
  const failed = (error: unknown): void => {
    trouble ??= error;
    void socket.end(undefined);
  };
  const auth = createAuth(vault, creds, failed);
  const stanzas = createStanzas();
  const me = (): Me | undefined => readMe(creds.me);
  const receiving: ReceiveParts = { inbox, log: self.log(), place: self.place, me, oldest: () => oldest(parts) };
  const { socketUrl, callTimeoutMs = 20_000 } = self.options;
  const socket = makeWASocket({
    auth: auth.state,
    logger: createLibraryLogger(self.log, self.account),
    ...(socketUrl === undefined ? {} : { waWebSocketUrl: socketUrl }),
    browser: ["Moltbot", "Chrome", "1"],
    connectTimeoutMs: callTimeoutMs,
    defaultQueryTimeoutMs: callTimeoutMs,
    emitOwnEvents: false,
    // The phone goes on ringing for what the bot receives.
    markOnlineOnConnect: false,
    syncFullHistory: false,
    shouldSyncHistoryMessage: () => false,
    // Neither decrypted nor stored.
    shouldIgnoreJid: isElsewhere,
    // A write that failed ends the connection: trying again could only come too late.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    makeSignalRepository: journaling(DEFAULT_CONNECTION_CONFIG.makeSignalRepository, {
      stanzaOf: stanzas.of,
      async read(stanza, plain, signal) {
        const own = creds.me;
        return own === undefined
          ? undefined
          : await receive(openStanza(stanza, plain, own), phoneOf(signal), receiving);
      },
      deliver: (entry) => upserts.journaled(entry),
    }),
  });
  const upserts = createUpserts({
    inbox,
    vault,
    receive: (one) => receive(one, phoneOf(socket.signalRepository), receiving),
  });
  socket.ws.on("frame", stanzas.note);
  socket.ev.on("creds.update", () => void auth.credsChanged().catch(failed));
  socket.ev.on("messages.upsert", upserts.take);
  const closed = new Promise<{ code?: number; trouble?: unknown }>((resolve) => {
    socket.ev.on("connection.update", ({ connection, lastDisconnect, qr, isNewLogin }) => {
      if (qr !== undefined) parts.onQr?.(qr);
      if (isNewLogin === true) parts.onPaired?.();
      if (connection === "open") parts.onOpen?.();
      if (connection !== "close") return;
      const code = codeOf(lastDisconnect?.error);
      resolve({ ...(code === undefined ? {} : { code }), ...(trouble === undefined ? {} : { trouble }) });
    });
  });
  return { socket, me, closed, end: async () => await socket.end(undefined) };
}
