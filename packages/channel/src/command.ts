import type { Command } from "./messages.ts";

// The name ends at white space, at `@bot` or with the text: `/usr/bin/ls` and `/pair!` are no commands.
const form = /^\s*\/(?<name>[A-Za-z][A-Za-z0-9_-]{0,31})(?:@(?<bot>[A-Za-z0-9_.-]{1,64}))?(?:\s+(?<args>[\s\S]*))?$/;

/**
 * Reads a command at the start of a message: `/pair`, `/approve pair_… once`, `/help@moltbot`. Nothing else makes a
 * text a command; the reader decides what an unknown name or another bot's name means.
 *
 * @example parseCommand("/Approve@moltbot pair_1 once") // { name: "approve", args: "pair_1 once", addressedTo: "moltbot" }
 */
export function parseCommand(text: string): Command | undefined {
  const found = form.exec(text)?.groups;
  const name = found?.["name"];
  if (name === undefined) return undefined;
  const bot = found?.["bot"];
  return {
    name: name.toLowerCase(),
    args: (found?.["args"] ?? "").trim(),
    ...(bot === undefined ? {} : { addressedTo: bot }),
  };
}
