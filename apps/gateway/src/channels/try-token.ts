import type { ChannelAdapter } from "@moltbot/channel";
import { plainText } from "@moltbot/core";

/** A token that somebody wants to use. */
export interface TokenTrial {
  readonly channel: "telegram" | "discord";
  readonly token: string;
  /** Another server than the platform's own: `channels.telegram.apiRoot`, `channels.discord.restApi`. */
  readonly server?: string;
}

/** What came of it. */
export type TrialResult = { readonly ok: true } | { readonly ok: false; readonly because: string };

/** Asks the platform, by the adapter's own probe, whether it takes a token. Nothing is started and nothing received. */
export async function tryToken({ channel, token, server }: TokenTrial): Promise<TrialResult> {
  const adapter = await (channel === "telegram" ? telegram(token, server) : discord(token, server));
  try {
    const { detail = "" } = await adapter.probe();
    // An adapter that was never started says this, and only this, of a good one.
    return detail.startsWith("The token is good") ? { ok: true } : { ok: false, because: plainText(detail, 500) };
  } finally {
    await adapter.stop();
  }
}

async function telegram(token: string, apiRoot: string | undefined): Promise<ChannelAdapter> {
  const { createTelegramAdapter } = await import("@moltbot/channel-telegram");
  return createTelegramAdapter({ account: "default", token, ...(apiRoot === undefined ? {} : { apiRoot }) });
}

async function discord(token: string, restApi: string | undefined): Promise<ChannelAdapter> {
  const { createDiscordAdapter, createMemoryCursors } = await import("@moltbot/channel-discord");
  const cursors = createMemoryCursors();
  return createDiscordAdapter({ account: "default", token, cursors, ...(restApi === undefined ? {} : { restApi }) });
}
