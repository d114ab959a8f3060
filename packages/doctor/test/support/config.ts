import { type Config, type ConfigWarning, parseConfig } from "@moltbot/config";

const token = "123456:abcdefghijklmnopqrstuvwxyz";
const env = { TOKEN: token, OTHER: `${token}2`, HOOK: "f3a91c7e".repeat(4) };

/** Reads a config that must be readable. */
export function read(text: string): { config: Config; warnings: readonly ConfigWarning[] } {
  const parsed = parseConfig(text, { env, file: "moltbot.json5" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

/** {@link read} without the warnings. */
export function configOf(text: string): Config {
  return read(text).config;
}
