import type { Rule } from "../policy/entry.ts";
import type { Word } from "../read/parsed.ts";
import type { Place, Reason } from "./grammar.ts";
import { baseName, builtins, interpreters, namesScript, shells, withoutVersion, wrappers } from "./kinds.ts";
import { grammarOf } from "./programs.ts";
import { readArguments } from "./read-arguments.ts";

/** Why a command that matches a rule still needs a person; undefined where the rule is enough. */
export function hazardOf(rule: Rule, words: readonly Word[], place: Place): Reason | undefined {
  const name = baseName(words[0]?.value ?? "");
  if (builtins.has(name)) return "is part of the shell, and no program stands for it";
  // The operator wrote every word of it.
  if (!rule.open) return undefined;
  const plain = withoutVersion(name);
  const is = (names: ReadonlySet<string>): boolean => names.has(name) || names.has(plain);
  if (is(shells)) return "is a shell, and its arguments are commands of their own";
  if (is(wrappers)) return "can run other programs, and only an entry without * allows that";
  const pattern = expandingWord(words);
  if (pattern !== undefined) return `has the pattern ${pattern}, which can become an option`;
  if (is(interpreters)) {
    return namesScript(rule.words)
      ? undefined
      : "runs whatever program it is given, so that the entry must name the script";
  }
  const grammar = grammarOf(name) ?? grammarOf(plain);
  return (
    grammar &&
    readArguments(
      words.slice(1).map(({ value }) => value),
      grammar,
      place,
    )
  );
}

/** An argument that a shell may turn into the name of a file, where that name could be read as an option. */
function expandingWord(words: readonly Word[]): string | undefined {
  for (let i = 1; i < words.length; i += 1) {
    const { value, globAt } = words[i] ?? { value: "", globAt: -1 };
    if (value === "--") return undefined;
    if (globAt === 0 || (globAt > 0 && value.startsWith("-"))) return value;
  }
  return undefined;
}
