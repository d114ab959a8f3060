import { MoltbotError, visibleText } from "@moltbot/core";

const longestValue = 32_768;

/** Variables that a program may get: plain names, no NUL, 32 KiB each. @throws MoltbotError `invalid` */
export function checkEnv(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(env)) {
    const wrong = !/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name) || name.startsWith("moltbot_");
    if (wrong) throw new MoltbotError("invalid", `"${visibleText(name)}" cannot name a variable of a sandbox`);
    if (typeof value !== "string" || value.includes("\0") || Buffer.byteLength(value) > longestValue) {
      throw new MoltbotError("invalid", `the variable ${name} holds NUL or more than 32 KiB`);
    }
  }
  return env;
}
