import { type ChannelAccount, type Config, channelAccounts } from "@moltbot/config";
import { MoltbotError } from "@moltbot/core";
import { createDiscord } from "./discord.ts";
import { createFromPackage } from "./package.ts";
import type { ChannelSpec } from "./registry.ts";
import { type ChannelParts, createWhatsApp } from "./whatsapp.ts";

/** How to make the adapter of every configured account but the built-in web chat. Libraries load only when used. */
export function channelSpecs(config: Config, parts: ChannelParts): readonly ChannelSpec[] {
  return channelAccounts(config)
    .filter((one) => one.connection.kind !== "off" && one.connection.kind !== "web")
    .map((one) => ({ channel: one.channel, account: one.account, create: () => create(one, config, parts) }));
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
  const { createTelegramAdapter } = await import("@moltbot/channel-telegram");
  const { apiRoot, webhook } = connection;
  return createTelegramAdapter({
    account: account.account,
    token: connection.botToken.reveal(),
    ...(apiRoot === undefined ? {} : { apiRoot }),
    ...(webhook === undefined
      ? {}
      : { webhook: { secret: webhook.secret.reveal(), ...webhookUrl(webhook.url, account, config) } }),
  });
}

function webhookUrl(own: string | undefined, account: ChannelAccount, config: Config): { url?: string } {
  const base = config.gateway?.publicUrl;
  if (own !== undefined) return { url: own };
  return base === undefined ? {} : { url: `${base.replace(/\/$/, "")}/webhooks/${account.channel}/${account.account}` };
}
