import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "@moltbot/core";
import type { Config } from "./schema/config.ts";
import { isSecret, type Secret, secretDigest } from "./secret.ts";

/** The configuration as plain JSON, every secret as `***`: safe to print, send and store. */
export function redactConfig(config: Config): Json {
  return convert(config, () => "***");
}

/**
 * Names this policy in 16 hex digits: equal for equal settings however they are spelled or ordered, different when
 * anything differs, secrets included (by their digest). Stamped on decisions and audit rows.
 */
export function policyVersion(config: Config): string {
  const plain = convert({ ...config, $schema: undefined }, secretDigest);
  return createHash("sha256").update(canonicalJson(plain)).digest("hex").slice(0, 16);
}

/** One value of a configuration as plain JSON, secrets as `***`. */
export function redactValue(value: unknown): Json {
  return convert(value, () => "***");
}

function convert(value: unknown, show: (secret: Secret) => string): Json {
  if (isSecret(value)) return show(value);
  if (Array.isArray(value)) return value.map((item) => convert(item, show));
  if (typeof value !== "object" || value === null) return scalar(value);
  const pairs: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    pairs.push([key, convert(item, show)]);
  }
  return Object.fromEntries(pairs);
}

function scalar(value: unknown): Json {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return null;
}
