import type { TokenTrial } from "@moltbot/gateway";

/** A channel that `onboard` walks through. */
export interface Walk {
  readonly name: string;
  /** Where its token comes from; absent: it has none, and is linked to a phone. */
  readonly token?: {
    readonly channel: TokenTrial["channel"];
    /** The setting that holds it. */
    readonly path: string;
    /** The setting with another server's address. */
    readonly server: string;
    readonly variable: string;
    readonly steps: readonly string[];
  };
  /** How somebody finds their own stable id. */
  readonly ownId: { readonly hint: string; readonly form: RegExp };
}

/** The channels that come with Moltbot, by their names. */
export const walks = {
  telegram: {
    name: "Telegram",
    token: {
      channel: "telegram",
      path: "channels.telegram.botToken",
      server: "channels.telegram.apiRoot",
      variable: "TELEGRAM_BOT_TOKEN",
      steps: ["On Telegram, write to @BotFather and send /newbot.", "He asks for a name, and answers with a token."],
    },
    ownId: { hint: "a number; @userinfobot tells you yours", form: /^[1-9]\d{0,15}$/ },
  },
  discord: {
    name: "Discord",
    token: {
      channel: "discord",
      path: "channels.discord.token",
      server: "channels.discord.restApi",
      variable: "DISCORD_TOKEN",
      steps: [
        "On discord.com/developers/applications make an application, and under Bot reset its token.",
        "Under Bot turn on Message Content Intent; under Installation invite it to your server.",
      ],
    },
    ownId: { hint: "17 to 20 digits; turn on Developer Mode, right-click yourself, Copy User ID", form: /^\d{17,20}$/ },
  },
  whatsapp: {
    name: "WhatsApp",
    ownId: { hint: "your number with its country code, such as +84987654321", form: /^\+[1-9]\d{6,14}$/ },
  },
} as const satisfies Readonly<Record<string, Walk>>;

/** One of them. */
export type OnboardChannel = keyof typeof walks;
