import { z } from "zod";
import { duration, oneOf, secret, text, texts, url, whole } from "./primitives.ts";

/** The HTTP and WebSocket side (DESIGN §5). */
export const gatewaySchema = z.strictObject(
  {
    host: text("a host name or address")
      .optional()
      .describe("Address to listen on. Default 127.0.0.1: this machine only."),
    port: whole(0, 65_535).optional().describe("Port to listen on; 0: any free one. Default 18789."),
    publicUrl: url().optional().describe("How the gateway is reached from outside, for links and webhooks."),
    trustedProxies: texts()
      .optional()
      .describe("Addresses or networks of reverse proxies whose X-Forwarded-For counts. Default none."),
    allowedOrigins: z
      .array(url(), { error: "a list of origins" })
      .optional()
      .describe("Further browser origins that may connect. Default none but the gateway's own."),
  },
  { error: "a gateway block" },
);

/** Postgres. */
export const databaseSchema = z.strictObject(
  {
    url: secret("a database URL")
      .optional()
      .describe("postgres://…; absent: DATABASE_URL, else an embedded database in the state directory."),
    poolSize: whole(1, 1000).optional().describe("Most connections. Default 10."),
  },
  { error: "a database block" },
);

/** Redis. */
export const redisSchema = z.strictObject(
  {
    url: secret("a Redis URL")
      .optional()
      .describe("redis://…; absent: REDIS_URL, else limits are kept in the process."),
    keyPrefix: text().optional().describe('Put before every key. Default "moltbot:".'),
  },
  { error: "a redis block" },
);

/** Messages of people who got in. */
export const messagesSchema = z.strictObject(
  {
    maxPerMinute: whole(0, 1_000_000)
      .optional()
      .describe("Messages per admitted person and minute; 0: no limit. Default 60."),
  },
  { error: "a messages block" },
);

/** The audit log. */
export const auditSchema = z.strictObject(
  {
    retention: duration({ min: 86_400_000, max: 3_153_600_000_000 })
      .optional()
      .describe('How long records are kept, e.g. "365 days"; at least a day. Default: for good.'),
  },
  { error: "an audit block" },
);

/** Logs. */
export const loggingSchema = z.strictObject(
  {
    level: oneOf(["trace", "debug", "info", "warn", "error", "silent"], "a log level")
      .optional()
      .describe("Least important line that is written. Default info."),
  },
  { error: "a logging block" },
);
