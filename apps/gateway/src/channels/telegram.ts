import type { ChannelAdapter } from "@moltbot/channel";
import type { TelegramCommand, TelegramMenu } from "@moltbot/channel-telegram";
import { type ChannelAccount, type ChannelConnection, type Config, pairingSettings } from "@moltbot/config";
import { parseAddress } from "@moltbot/core";

type Connection = Extract<ChannelConnection, { kind: "telegram" }>;

const line = (command: string, description: string): TelegramCommand => ({ command, description });

const everywhere = [line("help", "What I can do"), line("whoami", "What I know about you")];
const everybody = [line("pair", "Ask to be let in"), ...everywhere];
const approvers = [
  line("pending", "Requests that wait for an answer"),
  line("approve", "Say yes to a request"),
  line("deny", "Say no to a request"),
  line("block", "Let somebody in no more"),
  line("unblock", "End a block"),
  line("unpair", "Take a pairing away"),
];

/** What Telegram offers to type: to everybody what everybody may use, to approvers whom the config names theirs too. */
export function menuOf(config: Config, channel: string): TelegramMenu {
  const named = [...pairingSettings(config).approvers, ...(config.owners ?? [])].map(parseAddress);
  const ids = named.filter((one) => one.channel === channel).map(({ id }) => id);
  return {
    private: everybody,
    groups: everywhere,
    chats: Object.fromEntries(ids.map((id) => [id, [...approvers, ...everybody]])),
  };
}

/** The adapter of one Telegram account. */
export async function createTelegram(
  account: ChannelAccount,
  connection: Connection,
  config: Config,
): Promise<ChannelAdapter> {
  const { botToken, apiRoot, webhook } = connection;
  const { createTelegramAdapter } = await import("@moltbot/channel-telegram");
  return createTelegramAdapter({
    account: account.account,
    token: botToken.reveal(),
    menu: menuOf(config, account.channel),
    ...(apiRoot === undefined ? {} : { apiRoot }),
    ...(webhook === undefined
      ? {}
      : { webhook: { secret: webhook.secret.reveal(), ...webhookUrl(account, connection, config) } }),
  });
}

/** Where Telegram posts to, if it does and that is known. */
export function webhookUrl(
  { channel, account }: ChannelAccount,
  { webhook }: Connection,
  config: Config,
): { url?: string } {
  const base = config.gateway?.publicUrl;
  if (webhook === undefined) return {};
  if (webhook.url !== undefined) return { url: webhook.url };
  return base === undefined ? {} : { url: `${base.replace(/\/$/, "")}/webhooks/${channel}/${account}` };
}
