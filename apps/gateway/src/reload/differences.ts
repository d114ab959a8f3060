import { type Config, gatewaySettings, isSecret, redactConfig, secretDigest, storageSettings } from "@moltbot/config";
import { canonicalJson, type Json } from "@moltbot/core";

/** What only a start reads, by its path. */
const atStart: Readonly<Record<string, (config: Config) => unknown>> = {
  "gateway.host": (config) => gatewaySettings(config).host,
  "gateway.port": (config) => gatewaySettings(config).port,
  "gateway.publicUrl": (config) => gatewaySettings(config).publicUrl,
  "database.url": (config) => storageSettings(config).database.url,
  "database.poolSize": (config) => storageSettings(config).database.poolSize,
  "redis.url": (config) => storageSettings(config).redis.url,
  "redis.keyPrefix": (config) => storageSettings(config).redis.keyPrefix,
};

/** The settings that differ from those of the start and wait for the next one. `fixed`: paths that the start itself overrode. */
export function needsRestart(started: Config, now: Config, fixed: readonly string[] = []): readonly string[] {
  return Object.entries(atStart)
    .filter(([path, read]) => !fixed.includes(path) && plain(read(started)) !== plain(read(now)))
    .map(([path]) => path);
}

function plain(value: unknown): unknown {
  return isSecret(value) ? secretDigest(value) : value;
}

/** Maps whose keys name people: what changed below them is nobody's to read in a log that stays. */
const personal = new Set(["sessions", "identityLinks"]);

/** What differs between two configs, as paths of at most two names: enough to look there, and nothing about anybody. */
export function changedPaths(before: Config, after: Config): readonly string[] {
  const [old, fresh] = [secretsDigested(before), secretsDigested(after)];
  return keysOf(old, fresh)
    .filter((key) => key !== "$schema")
    .flatMap((key) => {
      const [a, b] = [old[key], fresh[key]];
      if (same(a, b)) return [];
      if (!isBlock(a) || !isBlock(b) || personal.has(key)) return [key];
      return keysOf(a, b)
        .filter((name) => !same(a[name], b[name]))
        .map((name) => `${key}.${name}`);
    });
}

type Block = Readonly<Record<string, Json>>;

/** A changed secret is a change, and is not shown. */
function secretsDigested(config: Config): Block {
  const walk = (value: unknown): unknown => {
    if (isSecret(value)) return secretDigest(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
  };
  return redactConfig(walk(config) as Config) as Block;
}

function isBlock(value: Json | undefined): value is Block {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keysOf(a: Block, b: Block): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}
