/** What `moltbot init` asked. */
export interface InitialAnswers {
  /** Where editors find the schema. Default: `dist/schema.json` of this package on unpkg. */
  readonly schema?: string;
  /** The owner, as `channel:id`. */
  readonly owner?: string;
  /** Write the Telegram token's place into the file: as a reference to this environment variable. */
  readonly telegramTokenVariable?: string;
  readonly discordTokenVariable?: string;
  /** Whether a WhatsApp channel is wanted. */
  readonly whatsapp?: boolean;
  /** E.g. `"anthropic/…"`. Absent: the built-in `command` agent. */
  readonly model?: string;
}

const defaultSchema = "https://unpkg.com/@moltbot/config/dist/schema.json";

/** The commented JSON5 file that `moltbot init` writes. It parses with {@link parseConfig} once the variables it names are set. */
export function initialConfig(answers: InitialAnswers = {}): string {
  const text = (value: string): string => JSON.stringify(value);
  const owner =
    answers.owner === undefined ? '  // owners: ["telegram:123456789"],' : `  owners: [${text(answers.owner)}],`;
  const model = answers.model === undefined ? '      // model: "anthropic/…",' : `      model: ${text(answers.model)},`;
  return `{
  $schema: ${text(answers.schema ?? defaultSchema)},

  // You. Owners decide who gets in, and cannot be blocked. Use the stable id, not a @name.
${owner}

  channels: {
    // What holds for every channel unless it says otherwise.
    "*": {
      dmPolicy: "pairing", // pairing | allowlist | open | disabled
    },
${channelLines(answers)}  },

  pairing: {
    challenge: "command", // a stranger sends /pair; "auto": the first message asks
    // ttl: "30 days", // without it a pairing has no end
  },

  agents: {
    defaults: {
      // Without a model the built-in agent answers /help, /tools and the like.
${model}
      sandbox: { mode: "non-main" }, // your own DM runs outside, everybody else inside
      tools: { exec: { security: "allowlist", approvalMode: "always" } },
    },
  },

  gateway: { host: "127.0.0.1", port: 18789 },

  // Without these, state lives in an embedded database in the state directory.
  // database: { url: "\${DATABASE_URL}" },
  // redis: { url: "\${REDIS_URL}" },
}
`;
}

function channelLines({ telegramTokenVariable, discordTokenVariable, whatsapp }: InitialAnswers): string {
  const reference = (name: string): string => JSON.stringify(`\${${name}}`);
  const telegram = telegramTokenVariable
    ? `    telegram: { botToken: ${reference(telegramTokenVariable)} },`
    : `    // telegram: { botToken: ${reference("TELEGRAM_BOT_TOKEN")} }, // from @BotFather`;
  const discord = discordTokenVariable
    ? `    discord: { token: ${reference(discordTokenVariable)} },`
    : `    // discord: { token: ${reference("DISCORD_TOKEN")} }, // from discord.com/developers`;
  return `${telegram}\n${discord}\n${whatsapp ? "    whatsapp: {},\n" : "    // whatsapp: {},\n"}`;
}
