import { z } from "zod";
import { hideSecrets } from "../hide-secrets.ts";
import { dmPolicy, flag, secret, text, texts, url, whole } from "./primitives.ts";
import { toolPolicySchema } from "./tools.ts";

/** Rules of one group, or of `"*"` (SPEC R5.1, R5.2). */
export const groupSchema = z.strictObject(
  {
    enabled: flag().optional().describe("false: the bot stays silent in this group. Default true."),
    requireMention: flag().optional().describe("Act only when the bot is mentioned or replied to. Default true."),
    mentionPatterns: texts()
      .optional()
      .describe(
        'Texts that count as a mention, e.g. "@moltbot"; matched as they are, "/…/i" as an RE2 expression. Alias: mentionPattern.',
      ),
    allowFrom: texts()
      .optional()
      .describe("Who may use the bot in this group; absent: every member who is not blocked."),
    allowedCommands: texts().optional().describe("The only commands that work here, without slash; absent: all."),
    deniedCommands: texts().optional().describe("Commands that never work here; wins over allowedCommands."),
    maxMessagesPerHour: whole(0, 1_000_000)
      .optional()
      .describe("How many messages per hour the bot acts on here; absent: no cap."),
    tools: toolPolicySchema
      .optional()
      .describe("Tool policy of this group; it can only narrow. Alias: allow and deny right in the group."),
  },
  { error: "a block of group rules" },
);

const policyShape = {
  dmPolicy: dmPolicy()
    .optional()
    .describe(
      'Who may write direct messages: "pairing" (default), "allowlist", "open" or "disabled" (alias "closed").',
    ),
  allowFrom: texts()
    .optional()
    .describe(
      'People let in without pairing: stable ids such as "123456789" or "telegram:123456789"; "*" means everybody.',
    ),
  dangerouslyAllowNameMatching: flag()
    .optional()
    .describe(
      "Let display names, tags and @usernames in allowFrom grant access by themselves. Anyone can take a name. Default false.",
    ),
  groups: z
    .record(text(), groupSchema, { error: "a map from group id to its rules" })
    .optional()
    .describe('Rules by group id, "*" for all others. Once set, groups that are not listed are ignored.'),
};

const webhookSchema = z.strictObject(
  {
    url: url(["https:", "http:"])
      .optional()
      .describe("Public address the platform posts to; absent: built from gateway.publicUrl."),
    secret: secret("a webhook secret").describe(
      "Shared with the platform, at least 8 characters, better 24; proves that a post is genuine.",
    ),
  },
  { error: "a webhook block" },
);

const connectionShape = {
  botToken: secret("a bot token").optional().describe("Telegram: the token from @BotFather."),
  apiRoot: url().optional().describe("Telegram: another Bot API server. Default https://api.telegram.org."),
  webhook: webhookSchema.optional().describe("Telegram: receive updates by webhook; absent: long polling."),
  token: secret("a bot token").optional().describe("Discord: the bot token from the developer portal."),
  restApi: url().optional().describe("Discord: another REST API server."),
  phoneNumber: text("a phone number")
    .regex(/^\+[1-9]\d{6,14}$/, { error: "a phone number such as +84987654321" })
    .optional()
    .describe("WhatsApp: the bot's own number, for linking by code; absent: linking by QR code."),
  socketUrl: url(["wss:", "ws:"]).optional().describe("WhatsApp: another server to connect to."),
  options: z
    .record(text(), z.unknown(), { error: "a block of options" })
    .transform(hideSecrets)
    .optional()
    .describe(
      "Settings of a third-party adapter, passed to it unchanged; texts under names such as token or secret never show.",
    ),
};

/** One of several accounts of a channel: everything it sets overrides the channel. */
export const accountSchema = z.strictObject(
  {
    enabled: flag().optional().describe("false: this account is not started. Default true."),
    ...policyShape,
    ...connectionShape,
  },
  { error: "an account block" },
);

/** One channel. */
export const channelSchema = z.strictObject(
  {
    enabled: flag().optional().describe("false: the channel is not started. Default true."),
    adapter: text("a package name")
      .optional()
      .describe(
        "Which adapter speaks for this channel: telegram, discord, whatsapp, a package name, or a file such as ./my-channel.ts beside this one. Default: the channel's own name.",
      ),
    ...policyShape,
    ...connectionShape,
    accounts: z
      .record(
        text().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, { error: "an account id of letters, digits, - and _" }),
        accountSchema,
        { error: "a map from account id to its settings" },
      )
      .optional()
      .describe("Several accounts of the bot on this channel, by id; each overrides the channel's own settings."),
  },
  { error: "a channel block" },
);

/** All channels; `"*"` holds the defaults of the others (SPEC R1.2). */
export const channelsSchema = z.record(
  text().regex(/^(\*|[a-z][a-z0-9-]{0,31})$/, { error: "a channel name of lower-case letters, digits and -" }),
  channelSchema,
  { error: "a map from channel name to its settings" },
);
