import type { Context } from "../context.ts";
import type { Io } from "../io.ts";
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
  return [...programWords(context.io), ...words, ...context.pathOptions].map(shellWord).join(" ");
}

/** How this program is called: a fresh clone has no `moltbot` on the PATH, only the workspace's script. */
function programWords({ env }: Pick<Io, "env">): readonly string[] {
  const fromWorkspace = env["npm_package_name"] === "moltbot-workspace";
  return fromWorkspace ? ["npx", "--yes", "pnpm@10", "moltbot"] : ["moltbot"];
}

/** The program's commands, as suggestions name them. */
export const commandNames =
  "gateway dashboard status init onboard pairing approvals users audit channels config devices doctor exec explain logs tools agents sandbox sessions completion".split(
    " ",
  );

const namedCommand = new RegExp(`\\bmoltbot (?=(?:${commandNames.join("|")})\\b)`, "g");

/** A text that names commands, with each as it can be called here. */
export function asCalledHere(io: Pick<Io, "env">, text: string): string {
  return text.replace(namedCommand, `${programWords(io).join(" ")} `);
}

// Ids come from strangers: a suggested command must never run what is in them.
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
