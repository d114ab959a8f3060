import type { Context } from "../context.ts";
import { safeJson } from "./safe-json.ts";
import { paint } from "./style.ts";

/** Prints a result as JSON on stdout. */
export function printJson(context: Context, value: unknown): void {
  context.io.out.write(`${safeJson(value)}\n`);
}

/** Says something on stderr that is no result. */
export function say(context: Context, text: string): void {
  context.io.err.write(`${text}\n`);
}

/** The last line: the command that probably comes next, ready to paste. */
export function sayNext(context: Context, ...words: readonly string[]): void {
  say(context, `${paint(context.io.err, "cyan", "→")} ${commandLine(context, ...words)}`);
}

/** A `moltbot` command for the same config and state, each word quoted for a shell where it must be. */
export function commandLine(context: Context, ...words: readonly string[]): string {
  return [...programWords(context), ...words, ...context.pathOptions].map(shellWord).join(" ");
}

/** How this program is called: a fresh clone has no `moltbot` on the PATH, only the workspace's script. */
function programWords({ io }: Context): readonly string[] {
  const fromWorkspace = io.env["npm_package_name"] === "moltbot-workspace";
  return fromWorkspace ? ["npx", "--yes", "pnpm@10", "moltbot"] : ["moltbot"];
}

// Ids come from strangers: a suggested command must never run what is in them.
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
