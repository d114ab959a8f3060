import { createMemoryChannelKeys } from "@moltbot/channel";
import { createWhatsAppAdapter } from "@moltbot/channel-whatsapp";
import { startWhatsAppServer, type WhatsAppServer } from "@moltbot/channel-whatsapp/testing";
import { type AuthenticationState, initAuthCreds, makeWASocket, type WASocket } from "@whiskeysockets/baileys";
import type { Contender, Stage } from "./contender.ts";
import { echoing } from "./echo.ts";

const people = 10;
const secretKey = new Uint8Array(32).fill(7);

function on(server: WhatsAppServer, name: string, end: () => Promise<void>): Contender {
  const senders = Array.from({ length: people }, (_, index) => server.person(`8490000${1000 + index}`));
  return {
    name,
    async run(total) {
      const before = server.sent().length;
      for (let turn = 0; turn < total; turn++) {
        const from = senders[turn % people];
        if (from !== undefined) await server.dm(from, `message ${turn}`);
      }
      while (server.sent().length < before + total) await new Promise((resolve) => setTimeout(resolve, 2));
    },
    async stop() {
      await end();
      await server.stop();
    },
  };
}

async function openOurs(): Promise<Contender> {
  const server = await startWhatsAppServer();
  const adapter = createWhatsAppAdapter({ socketUrl: server.url, keys: createMemoryChannelKeys(), secretKey });
  await adapter.start(echoing(adapter));
  const state = await adapter.login?.begin();
  if (state?.status !== "waiting" || state.qr === undefined) throw new Error("no QR code was shown");
  await server.scan(state.qr);
  while ((await adapter.probe()).status !== "ok") await new Promise((resolve) => setTimeout(resolve, 20));
  return on(server, "@moltbot/channel-whatsapp", () => adapter.stop());
}

/** Keys in memory, as Baileys wants them. */
function memoryAuth(): AuthenticationState {
  const kept = new Map<string, unknown>();
  return {
    creds: initAuthCreds(),
    keys: {
      get: async (type, ids) =>
        Object.fromEntries(ids.flatMap((id) => (kept.has(`${type} ${id}`) ? [[id, kept.get(`${type} ${id}`)]] : []))),
      set: async (data) => {
        for (const [type, entries] of Object.entries(data)) {
          for (const [id, value] of Object.entries(entries)) kept.set(`${type} ${id}`, value);
        }
      },
    },
  } as AuthenticationState;
}

const silent = {
  level: "silent",
  child: () => silent,
  ...{ trace() {}, debug() {}, info() {}, warn() {}, error() {} },
};

function connect(server: WhatsAppServer, auth: AuthenticationState): WASocket {
  const socket = makeWASocket({
    auth,
    logger: silent,
    waWebSocketUrl: server.url,
    markOnlineOnConnect: false,
    syncFullHistory: false,
    shouldSyncHistoryMessage: () => false,
  });
  socket.ev.on("creds.update", (changes) => void Object.assign(auth.creds, changes));
  return socket;
}

/** Baileys by itself: linked by QR code, then connected anew, as WhatsApp asks. */
async function openBare(): Promise<Contender> {
  const server = await startWhatsAppServer();
  const auth = memoryAuth();
  const linking = connect(server, auth);
  await new Promise<void>((resolve) => {
    linking.ev.on("connection.update", ({ qr, connection }) => {
      if (qr !== undefined) void server.scan(qr);
      if (connection === "close") resolve();
    });
  });
  const socket = connect(server, auth);
  socket.ev.on("messages.upsert", ({ messages }) => {
    for (const { key, message } of messages) {
      if (key.fromMe !== true && key.remoteJid) {
        void socket.sendMessage(key.remoteJid, { text: message?.conversation ?? "" });
      }
    }
  });
  await new Promise<void>((resolve) => {
    socket.ev.on("connection.update", ({ connection }) => {
      if (connection === "open") resolve();
    });
  });
  return on(server, "Baileys", async () => await socket.end(undefined));
}

/** A server of one's own each, with people who have keys: Baileys by itself, and our adapter on Baileys. */
export async function openWhatsApp(): Promise<Stage> {
  return { library: "Baileys", total: 150, ours: await openOurs(), bare: await openBare() };
}
