import type { ChannelAdapter } from "@moltbot/channel";
import { MoltbotError } from "@moltbot/core";
import type { TelegramOptions } from "./options.ts";

/** Telegram as a channel. */
export function createTelegramAdapter(options: TelegramOptions): ChannelAdapter {
  throw new MoltbotError("unavailable", `Not built yet (account ${options.account ?? "default"})`);
}
