import { type Config, parseConfig } from "@moltbot/config";

/** The config of a text that must be fine, with its places. */
export function configOf(text: string): Config {
  const parsed = parseConfig(text, { file: "moltbot.json5" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}
