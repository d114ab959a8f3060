import type { Config } from "../schema/config.ts";
import type { Secret } from "../secret.ts";
import { defaults } from "./defaults.ts";

/** Where the gateway listens and whom it trusts. */
export interface GatewaySettings {
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  readonly trustedProxies: readonly string[];
  readonly allowedOrigins: readonly string[];
}

/** `gateway` with every default filled in. */
export function gatewaySettings(config: Config): GatewaySettings {
  const own = config.gateway ?? {};
  return {
    host: own.host ?? defaults.gateway.host,
    port: own.port ?? defaults.gateway.port,
    ...(own.publicUrl && { publicUrl: own.publicUrl }),
    trustedProxies: own.trustedProxies ?? [],
    allowedOrigins: own.allowedOrigins ?? [],
  };
}

/** Where state lives; an absent `url` means the embedded default. */
export interface StorageSettings {
  readonly database: { readonly url?: Secret; readonly poolSize: number };
  readonly redis: { readonly url?: Secret; readonly keyPrefix: string };
}

/** `database` and `redis` with every default filled in. */
export function storageSettings(config: Config): StorageSettings {
  const { database = {}, redis = {} } = config;
  return {
    database: { ...(database.url && { url: database.url }), poolSize: database.poolSize ?? defaults.database.poolSize },
    redis: { ...(redis.url && { url: redis.url }), keyPrefix: redis.keyPrefix ?? defaults.redis.keyPrefix },
  };
}

/** `messages` with every default filled in; `maxPerMinute` 0: no limit. */
export function messageSettings(config: Config): { readonly maxPerMinute: number } {
  return { maxPerMinute: config.messages?.maxPerMinute ?? defaults.messages.maxPerMinute };
}

/** `audit`; without `retentionMs` records are kept for good. */
export function auditSettings(config: Config): { readonly retentionMs?: number } {
  const retentionMs = config.audit?.retention;
  return retentionMs === undefined ? {} : { retentionMs };
}

/** How much is logged. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** `logging` with every default filled in. */
export function loggingSettings(config: Config): { readonly level: LogLevel } {
  return { level: config.logging?.level ?? "info" };
}
