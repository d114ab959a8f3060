import type { Rule } from "../policy/entry.ts";
import type { ParsedCommand } from "../read/parsed.ts";
import type { Place, Reason } from "./grammar.ts";
import { readCompiled } from "./read-arguments.ts";

/** Why a command that matches a rule still needs a person; undefined where the rule is enough. */
export function hazardOf({ kind, open }: Rule, command: ParsedCommand, place: Place): Reason | undefined {
  if (kind.never !== undefined) return kind.never;
  // The operator wrote every word of it.
  if (!open) return undefined;
  if (kind.notOpen !== undefined) return kind.notOpen;
  const pattern = expandingWord(command);
  if (pattern !== undefined) return `has the pattern ${pattern}, which can become an option`;
  return kind.grammar && readCompiled(command.argv, kind.grammar, place, 1);
}

/** An argument that a shell may turn into the name of a file, where that name could be read as an option. */
function expandingWord({ argv, patterns }: ParsedCommand): string | undefined {
  if (patterns.length === 0) return undefined;
  const ended = argv.indexOf("--");
  for (const { word, at } of patterns) {
    if (ended > 0 && word > ended) return undefined;
    const value = argv[word] ?? "";
    // Behind the = of an option it can become no other option.
    const named = value.indexOf("=");
    if (at === 0 || (value.startsWith("-") && (named < 0 || at < named))) return value;
  }
  return undefined;
}
