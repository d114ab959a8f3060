import { z } from "zod";
import { agentsSchema, mcpServerSchema } from "./agents.ts";
import { channelsSchema } from "./channels.ts";
import { devicesSchema, pairingSchema, sessionSchema } from "./pairing.ts";
import { text, texts } from "./primitives.ts";
import { auditSchema, databaseSchema, gatewaySchema, loggingSchema, messagesSchema, redisSchema } from "./services.ts";

/** The whole configuration, in its canonical spelling. Unknown keys are refused everywhere (SPEC R0.3). */
export const configSchema = z.strictObject(
  {
    $schema: text().optional().describe("Where editors find the description of this file."),
    owners: texts()
      .optional()
      .describe('You, by stable id: "telegram:123456789". Owners may do everything and cannot be blocked.'),
    channels: channelsSchema.optional().describe('Where people reach the bot, by name; "*" holds defaults for all.'),
    pairing: pairingSchema.optional().describe("How strangers become paired users."),
    devices: devicesSchema.optional().describe("How dashboards, CLIs and apps are let in."),
    agents: agentsSchema.optional().describe("Who answers, and what they may do."),
    mcp: z
      .strictObject(
        {
          servers: z
            .record(text().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, { error: "a server name" }), mcpServerSchema, {
              error: "a map from server name to its settings",
            })
            .optional()
            .describe("Servers by name."),
        },
        { error: "an mcp block" },
      )
      .optional()
      .describe("Servers whose tools agents may use."),
    sessions: z
      .record(text(), sessionSchema, { error: "a map from channel:id to session settings" })
      .optional()
      .describe("What you lay down about single people, by channel:id: agent, permissions, workspace, paired."),
    identityLinks: z
      .record(text(), texts("a list of channel:id"), { error: "a map from a person's name to their identities" })
      .optional()
      .describe("Identities of one person, so that they count as one approver."),
    messages: messagesSchema.optional().describe("Messages of people who got in."),
    gateway: gatewaySchema.optional().describe("The dashboard and API."),
    database: databaseSchema.optional().describe("Postgres."),
    redis: redisSchema.optional().describe("Redis."),
    audit: auditSchema.optional().describe("The audit log."),
    logging: loggingSchema.optional().describe("Logs."),
    acknowledge: texts("a list of finding ids").optional().describe("Ids of critical doctor findings that you accept."),
  },
  { error: "a block of settings in { }" },
);

/** A checked configuration: plain data apart from {@link Secret}s. Settings that the file leaves out stay out; the views fill in defaults. */
export type Config = z.output<typeof configSchema>;

/** The settings of one channel as written. */
export type ChannelConfig = NonNullable<Config["channels"]>[string];

/** The settings of one agent as written. */
export type AgentConfig = NonNullable<NonNullable<Config["agents"]>["list"]>[string];

/** The tool settings of an agent or of `agents.defaults` as written. */
export type ToolsConfig = NonNullable<AgentConfig["tools"]>;
