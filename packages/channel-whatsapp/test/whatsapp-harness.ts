import { type ChannelKeys, createMemoryChannelKeys } from "@moltbot/channel";
import type { Harness, PlatformMessage, TestPerson, TestPlatform } from "@moltbot/channel/testing";
import { createRecordingHost } from "@moltbot/channel/testing";
import { createManualClock, createSeededRandom, type ManualClock } from "@moltbot/core/testing";
import { createWhatsAppAdapter, type WhatsAppOptions } from "../src/index.ts";
import { startWhatsAppServer, type WhatsAppPerson, type WhatsAppServer } from "../src/testing.ts";

export const secretKey: Uint8Array = Uint8Array.from({ length: 32 }, (_, index) => index);

/** Links an account by QR code, as a person with a phone does, and stops. */
export async function linkAccount(
  server: WhatsAppServer,
  clock: ManualClock,
  options: Omit<WhatsAppOptions, "secretKey">,
): Promise<void> {
  const adapter = createWhatsAppAdapter({ secretKey, ...options });
  const host = createRecordingHost(clock);
  await adapter.start(host);
  const state = await adapter.login?.begin();
  if (state?.status !== "waiting" || state.qr === undefined) throw new Error("No QR code was shown.");
  await server.scan(state.qr);
  for (let tries = 0; adapter.login?.state().status !== "linked"; tries++) {
    if (tries > 500) throw new Error(`Never linked: ${host.logged()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await clock.advance(10);
  }
  await adapter.stop();
}

/** The same keys, and how many received messages they hold that nobody has taken. */
function counting(keys: ChannelKeys): { readonly keys: ChannelKeys; undelivered(): number } {
  const held = new Set<string>();
  return {
    undelivered: () => held.size,
    keys: {
      ...keys,
      async write(account, owner, changes) {
        await keys.write(account, owner, changes);
        for (const { kind, id, value } of changes) {
          if (kind !== "inbox") continue;
          if (value === undefined) held.delete(id);
          else held.add(id);
        }
      },
    },
  };
}

/** People on a WhatsApp server, in the words of the conformance kit. */
export function createPlatform(server: WhatsAppServer, undelivered: () => number): TestPlatform {
  const person = ({ id, name }: TestPerson): WhatsAppPerson => server.person(`1555000${id}`, { name });
  return {
    botName: server.bot.phone,
    senderId: ({ id }) => `+1555000${id}`,
    dm: async (from, text) => void (await server.dm(person(from), text)),
    group: async (from, text, o) => void (await server.say(person(from), text, o)),
    press: () => {},
    own: async (text) => void (await server.own(person({ id: "1001", name: "Ada" }), text)),
    duplicate: server.again,
    // WhatsApp gets its receipt once a message is safe in the adapter's inbox, where it stays until the host has it.
    unconfirmed: () => server.unconfirmed().length + undelivered(),
    disconnect: server.disconnect,
    rateLimit: (seconds) => server.floodFor(seconds),
    typing: () => server.typing().length,
    sent: () => server.sent().map(({ chat, text }): PlatformMessage => ({ conversationId: chat, text, payloads: [] })),
  };
}

/** Real Baileys on a local server, linked. */
export async function openWhatsApp(): Promise<Harness> {
  const clock = createManualClock();
  const server = await startWhatsAppServer({ clock });
  const { keys, undelivered } = counting(createMemoryChannelKeys());
  const foreign = createMemoryChannelKeys();
  const options = { socketUrl: server.url, random: createSeededRandom() };
  await linkAccount(server, clock, { ...options, keys: foreign });
  await linkAccount(server, clock, { ...options, keys });
  return {
    adapter: createWhatsAppAdapter({ secretKey, ...options, keys }),
    clock,
    secrets: [Buffer.from(secretKey).toString("hex"), Buffer.from(secretKey).toString("base64")],
    // The phone has linked another device since: the keys of the first one are worth nothing.
    rejected: () => createWhatsAppAdapter({ secretKey, ...options, keys: foreign }),
    platform: createPlatform(server, undelivered),
    close: server.stop,
  };
}
