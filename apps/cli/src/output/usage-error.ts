import type { Io } from "../io.ts";
import { errorText } from "./report-error.ts";
import { suggest } from "./suggest.ts";

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
  const hint = near?.replace(/\)$/, "") ?? nearest(children, what) ?? `${command} --help shows how it is used.`;
  io.err.write(errorText(io, { message: what.replace(/^error: /, "") }, hint));
}

/** A command that works alone and has sub-commands takes a typo for an argument too many. */
function nearest(children: readonly string[], what: string): string | undefined {
  const word = /too many arguments.*: (\S+)\.$/.exec(what)?.[1];
  const meant = word === undefined ? undefined : suggest(word, children);
  return meant === undefined ? undefined : `Did you mean ${meant}?`;
}
