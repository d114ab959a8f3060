import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "@moltbot/core";
import type { Path } from "./problem.ts";
import type { Config } from "./schema/config.ts";
import { isSecret, type Secret, secretDigest } from "./secret.ts";
import { sourceOf } from "./source.ts";

/**
 * The configuration as plain JSON, every secret as `***`: safe to print, send and store. What came from a file of its own
 * is one whatever its name, and so is what came from a variable into the options of an adapter; that takes the very object
 * that `parseConfig` returned.
 */
export function redactConfig(config: Config): Json {
  return redactValue(config, [], config);
}

/**
 * Names this policy in 16 hex digits: equal for equal settings however they are spelled or ordered, different when
 * anything differs, secrets included (by their digest). Stamped on decisions and audit rows.
 */
export function policyVersion(config: Config): string {
  const plain = convert({ ...config, $schema: undefined }, secretDigest);
  return createHash("sha256").update(canonicalJson(plain)).digest("hex").slice(0, 16);
}

/** One value of a configuration, which stands at `path`, as {@link redactConfig} shows it. */
export function redactValue(config: Config, path: Path, value: unknown): Json {
  const filled = sourceOf(config)?.filledTexts;
  const isHidden = (text: string, at: Path): boolean =>
    filled?.file.has(text) === true ||
    (at[0] === "channels" && at.includes("options") && filled?.variable.has(text) === true);
  return convert(value, () => "***", { path, isHidden });
}

interface Hiding {
  readonly path: Path;
  isHidden(text: string, path: Path): boolean;
}

function convert(value: unknown, show: (secret: Secret) => string, hiding?: Hiding): Json {
  if (isSecret(value)) return show(value);
  if (typeof value === "string") return hiding?.isHidden(value, hiding.path) === true ? "***" : value;
  const below = (key: string) => hiding && { ...hiding, path: [...hiding.path, key] };
  if (Array.isArray(value)) return value.map((item, at) => convert(item, show, below(String(at))));
  if (typeof value !== "object" || value === null) return scalar(value);
  const pairs: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    pairs.push([key, convert(item, show, below(key))]);
  }
  return Object.fromEntries(pairs);
}

function scalar(value: unknown): Json {
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return null;
}
