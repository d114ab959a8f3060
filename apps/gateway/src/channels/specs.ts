import { createHash } from "node:crypto";
import { type ChannelAccount, type Config, channelAccounts, isSecret, secretDigest } from "@moltbot/config";
import { MoltbotError } from "@moltbot/core";
import { createDiscord } from "./discord.ts";
import { createFromPackage } from "./package.ts";
import type { ChannelSpec } from "./spec.ts";
import { createTelegram, menuOf, webhookUrl } from "./telegram.ts";
import { type ChannelParts, createWhatsApp } from "./whatsapp.ts";

/** How to make the adapter of every configured account but the built-in web chat. Libraries load only when used. */
export function channelSpecs(config: Config, parts: ChannelParts): readonly ChannelSpec[] {
  return channelAccounts(config)
    .filter((one) => one.connection.kind !== "off" && one.connection.kind !== "web")
    .map((one) => ({
      channel: one.channel,
      account: one.account,
      key: keyOf(one, config),
      create: () => create(one, config, parts),
    }));
}

/** Everything that {@link create} looks at; secrets by their digest. */
function keyOf(account: ChannelAccount, config: Config): string {
  const { channel, adapter, connection } = account;
  const more = connection.kind === "telegram" ? [menuOf(config, channel), webhookUrl(account, connection, config)] : [];
  const text = JSON.stringify([adapter, connection, ...more], function (this: Record<string, unknown>, key, value) {
    const raw = this[key];
    return isSecret(raw) ? secretDigest(raw) : (value as unknown);
  });
  return createHash("sha256").update(text).digest("hex");
}

async function create(account: ChannelAccount, config: Config, parts: ChannelParts): ReturnType<ChannelSpec["create"]> {
  const { connection } = account;
  if (connection.kind === "unconfigured") {
    throw new MoltbotError("invalid", connection.because, { hint: connection.hint });
  }
  if (connection.kind === "discord") return await createDiscord(account, connection, parts.stateDir);
  if (connection.kind === "whatsapp") return await createWhatsApp(account, connection, parts);
  if (connection.kind === "package") return await createFromPackage(account, connection, { config, ...parts });
  // Not among those that are made here: the filter above leaves them out.
  if (connection.kind === "off" || connection.kind === "web") {
    throw new MoltbotError("invalid", `channels.${account.channel} has no adapter to start.`);
  }
  return await createTelegram(account, connection, config);
}
