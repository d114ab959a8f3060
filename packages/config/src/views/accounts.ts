import type { ChannelConfig, Config } from "../schema/config.ts";
import type { Secret } from "../secret.ts";
import { type ChannelSettings, channelSettings, ownEntry } from "./channels.ts";

/** How to reach the platform for one account, ready for the adapter that `adapter` names. */
export type ChannelConnection =
  | { readonly kind: "web" }
  | { readonly kind: "telegram"; readonly botToken: Secret; readonly apiRoot?: string; readonly webhook?: Webhook }
  | { readonly kind: "discord"; readonly token: Secret; readonly restApi?: string }
  | { readonly kind: "whatsapp"; readonly phoneNumber?: string; readonly socketUrl?: string }
  /** A third-party package; texts under secret-looking names are {@link Secret}s. */
  | { readonly kind: "package"; readonly options: Readonly<Record<string, unknown>> }
  /** Switched off: do not start it. */
  | { readonly kind: "off" }
  /** Named in the file, but its token is not there: do not start it, and say why. */
  | { readonly kind: "unconfigured"; readonly because: string; readonly hint: string };

/** Receiving by webhook. */
export interface Webhook {
  /** Absent: `<gateway.publicUrl>/webhooks/<channel>/<account>`. */
  readonly url?: string;
  readonly secret: Secret;
}

/** One account of the bot on one channel. */
export interface ChannelAccount {
  readonly channel: string;
  readonly account: string;
  /** `web`, `telegram`, `discord`, `whatsapp`, or the name of a package. */
  readonly adapter: string;
  readonly connection: ChannelConnection;
  readonly settings: ChannelSettings;
}

type Connection = Partial<Omit<ChannelConfig, "accounts" | "adapter">>;

/** The adapters that come with Moltbot. */
export const builtInAdapters: readonly string[] = ["telegram", "discord", "whatsapp", "web"];

/**
 * Every account that the file names, and the built-in `web` chat, in the order of the file. A channel with `accounts`
 * is those accounts; its own token adds the account `default` when the map doesn't have it.
 */
export function channelAccounts(config: Config): readonly ChannelAccount[] {
  const channels = Object.entries(config.channels ?? {}).filter(([name]) => name !== "*");
  if (!channels.some(([name]) => name === "web")) channels.push(["web", {}]);
  return channels.flatMap(([channel, own]) =>
    accountIds(own).map((account) => accountOf(config, channel, own, account)),
  );
}

/** The ids of a channel's accounts. */
export function accountIds(channel: ChannelConfig): readonly string[] {
  const named = Object.keys(channel.accounts ?? {});
  if (named.length === 0) return ["default"];
  const hasToken = channel.botToken !== undefined || channel.token !== undefined;
  return hasToken && !named.includes("default") ? ["default", ...named] : named;
}

function accountOf(config: Config, channel: string, own: ChannelConfig, account: string): ChannelAccount {
  const adapter = own.adapter ?? channel;
  const { enabled: accountEnabled, ...override } = ownEntry(own.accounts, account) ?? {};
  const on = (accountEnabled ?? true) && (own.enabled ?? ownEntry(config.channels, "*")?.enabled ?? true);
  const merged: Connection = { ...own, ...defined(override) };
  return {
    channel,
    account,
    adapter,
    connection: on ? connect(channel, account, adapter, merged) : { kind: "off" },
    settings: channelSettings(config, channel, account),
  };
}

function connect(channel: string, account: string, adapter: string, own: Connection): ChannelConnection {
  const at = account === "default" ? `channels.${channel}` : `channels.${channel}.accounts.${account}`;
  if (adapter === "web") return { kind: "web" };
  if (adapter === "telegram") {
    const { botToken, apiRoot, webhook } = own;
    if (!botToken)
      return missing(`${at}.botToken`, "Talk to @BotFather on Telegram, send /newbot, and put the token there.");
    return {
      kind: "telegram",
      botToken,
      ...(apiRoot && { apiRoot }),
      ...(webhook && { webhook: { ...(webhook.url && { url: webhook.url }), secret: webhook.secret } }),
    };
  }
  if (adapter === "discord") {
    const { token, restApi } = own;
    if (!token)
      return missing(
        `${at}.token`,
        "Make a bot at https://discord.com/developers/applications and put its token there.",
      );
    return { kind: "discord", token, ...(restApi && { restApi }) };
  }
  if (adapter === "whatsapp") {
    const { phoneNumber, socketUrl } = own;
    return { kind: "whatsapp", ...(phoneNumber && { phoneNumber }), ...(socketUrl && { socketUrl }) };
  }
  return { kind: "package", options: own.options ?? {} };
}

function missing(key: string, hint: string): ChannelConnection {
  return { kind: "unconfigured", because: `${key} is missing`, hint };
}

function defined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
