import { setTimeout as pause } from "node:timers/promises";
import { createLoopback, createMemoryChannelKeys, type Loopback } from "@moltbot/channel";
import { createRecordingHost } from "@moltbot/channel/testing";
import { createDiscordAdapter, createMemoryCursors } from "@moltbot/channel-discord";
import { type DiscordServer, startDiscordServer } from "@moltbot/channel-discord/testing";
import { createTelegramAdapter } from "@moltbot/channel-telegram";
import { startTelegramServer, type TelegramServer } from "@moltbot/channel-telegram/testing";
import { createWhatsAppAdapter } from "@moltbot/channel-whatsapp";
import { startWhatsAppServer, type WhatsAppServer } from "@moltbot/channel-whatsapp/testing";
import { type Clock, systemClock } from "@moltbot/core";
import { createSeededRandom } from "@moltbot/core/testing";
import type { ChannelSpec } from "../../src/channels/spec.ts";

/** Every platform on this machine, and accounts of the bot on each, for one gateway. */
export interface Platforms {
  readonly telegram: TelegramServer;
  readonly discord: DiscordServer;
  readonly whatsapp: WhatsAppServer;
  /** The channel `room`, which has no outside service. A gateway has its own: the last one made. */
  room(): Loopback;
  readonly specs: readonly ChannelSpec[];
  /** What must never be seen anywhere. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

/** Seals the keys of the WhatsApp session. */
const secretKey: Uint8Array = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

/**
 * Starts every platform, with real libraries on real sockets. `tick` lets a moment pass where `clock` moves only when told
 * to.
 */
export async function openPlatforms(
  o: { readonly clock?: Clock; readonly tick?: () => Promise<void> } = {},
): Promise<Platforms> {
  const { clock = systemClock, tick = () => pause(5) } = o;
  const telegram = await startTelegramServer({ clock });
  const discord = await startDiscordServer({ clock, heartbeatMs: 250 });
  const whatsapp = await startWhatsAppServer({ clock });
  const [cursors, keys] = [createMemoryCursors(), createMemoryChannelKeys()];
  const linked = () => createWhatsAppAdapter({ socketUrl: whatsapp.url, keys, secretKey });
  await link(linked(), { whatsapp, clock, tick });
  let room: Loopback | undefined;
  const spec = (channel: string, create: ChannelSpec["create"]): ChannelSpec => ({
    channel,
    account: "default",
    create,
  });
  return {
    telegram,
    discord,
    whatsapp,
    room() {
      if (room === undefined) throw new Error("No gateway has opened the room yet.");
      return room;
    },
    specs: [
      spec("telegram", async () => createTelegramAdapter({ token: telegram.token, apiRoot: telegram.url })),
      spec("discord", async () => createDiscordAdapter({ token: discord.token, restApi: discord.url, cursors })),
      spec("whatsapp", async () => linked()),
      spec("room", async () => {
        room = createLoopback({ name: "room", clock, random: createSeededRandom() });
        return room.adapter;
      }),
    ],
    secrets: [
      telegram.token,
      telegram.token.split(":")[1] ?? "",
      discord.token,
      Buffer.from(secretKey).toString("hex"),
      Buffer.from(secretKey).toString("base64"),
    ],
    close: async () => {
      await Promise.all([telegram.stop(), discord.stop(), whatsapp.stop()]);
    },
  };
}

/** Links the WhatsApp account by QR code, as a person with a phone does, and stops. */
async function link(
  adapter: ReturnType<typeof createWhatsAppAdapter>,
  { whatsapp, clock, tick }: { whatsapp: WhatsAppServer; clock: Clock; tick: () => Promise<void> },
): Promise<void> {
  const host = createRecordingHost(clock);
  await adapter.start(host);
  const state = await adapter.login?.begin();
  if (state?.status !== "waiting" || state.qr === undefined) throw new Error("No QR code was shown.");
  await whatsapp.scan(state.qr);
  for (let tries = 0; adapter.login?.state().status !== "linked"; tries++) {
    if (tries > 1000) throw new Error(`Never linked: ${host.logged()}`);
    await tick();
  }
  await adapter.stop();
}
