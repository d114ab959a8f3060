import type { Io } from "../io.ts";
import { errorText } from "./report-error.ts";

/** A command line that the parser refused. */
export interface Misuse {
  /** The command as typed so far: `moltbot users list`. */
  readonly command: string;
  /** Names of its sub-commands. */
  readonly children: readonly string[];
  /** The parser's own words: `error: what`, at times with `(Did you mean x?)` on a second line. */
  readonly text: string;
}

/** Tells it in the shape of all other errors: `error: what`, then `→ do this`. */
export function reportMisuse(io: Io, { command, children, text }: Misuse): void {
  const [what = "", near] = text.trimEnd().split("\n(");
  const choice = notAChoice(what);
  if (choice !== undefined) {
    io.err.write(errorText(io, choice.what, choice.hint));
    return;
  }
  const hint =
    near?.replace(/\)$/, "") ??
    commandsInstead(what, children) ??
    quotesInstead(what, command) ??
    `${command} --help shows how it is used.`;
  io.err.write(errorText(io, { message: what.replace(/^error: /, "") }, hint));
}

/** The parser's words for a value that is none of a few, shorter. */
function notAChoice(what: string): { what: { message: string }; hint: string } | undefined {
  const option =
    /^error: option '(?:-\w, )?(--[\w-]+) .*' argument '(.*)' is invalid\. Allowed choices are (.+)\.$/s.exec(what);
  if (option !== null) return refusal(option[1], option[2], option[3]);
  const [, value, name, choices] =
    /^error: command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.+)\.$/s.exec(what) ??
    [];
  return name === undefined ? undefined : refusal(`<${name}>`, value, choices);
}

function refusal(name = "", value = "", choices = ""): { what: { message: string }; hint: string } {
  return { what: { message: `${name} cannot be "${value}"` }, hint: `One of: ${choices}.` };
}

/** A command that works alone and has sub-commands takes a misspelt one for an argument too many. */
function commandsInstead(what: string, children: readonly string[]): string | undefined {
  if (children.length === 0 || !what.includes("too many arguments")) return undefined;
  return `Its commands are: ${children.join(", ")}.`;
}

/** Whoever forgets the quotes around a command line has its options taken for ours. */
function quotesInstead(what: string, command: string): string | undefined {
  if (!command.endsWith(" exec explain") || !what.includes("unknown option")) return undefined;
  return `Quote the command line as a whole: ${command} "git log -1"`;
}
