import type { Rule } from "../policy/entry.ts";
import type { ParsedCommand } from "../read/parsed.ts";
import type { Grammar, Place, Reason } from "./grammar.ts";
import { baseName, builtins, interpreters, namesScript, shells, withoutVersion, wrappers } from "./kinds.ts";
import { grammarOf } from "./programs.ts";
import { readArguments } from "./read-arguments.ts";

/** What is known of a program by its name alone. */
interface Kind {
  /** No rule is enough. */
  readonly never?: Reason;
  /** A rule that ends in `*` is not enough. */
  readonly notOpen?: Reason;
  readonly interpreter: boolean;
  readonly grammar: Grammar | undefined;
}

/** Why a command that matches a rule still needs a person; undefined where the rule is enough. */
export function hazardOf(rule: Rule, command: ParsedCommand, place: Place): Reason | undefined {
  const kind = kindOf(rule);
  if (kind.never !== undefined) return kind.never;
  // The operator wrote every word of it.
  if (!rule.open) return undefined;
  if (kind.notOpen !== undefined) return kind.notOpen;
  const pattern = expandingWord(command);
  if (pattern !== undefined) return `has the pattern ${pattern}, which can become an option`;
  if (kind.interpreter) return undefined;
  return kind.grammar && readArguments(command.argv, kind.grammar, place, 1);
}

const kinds = new WeakMap<Rule, Kind>();

/** A rule's first word is that of every command it matches. */
function kindOf(rule: Rule): Kind {
  const known = kinds.get(rule);
  if (known !== undefined) return known;
  const kind = classify(rule);
  kinds.set(rule, kind);
  return kind;
}

function classify(rule: Rule): Kind {
  const name = baseName(rule.words[0] ?? "");
  const plain = withoutVersion(name);
  const is = (names: ReadonlySet<string>): boolean => names.has(name) || names.has(plain);
  const kind = { interpreter: is(interpreters), grammar: grammarOf(name) ?? grammarOf(plain) };
  if (builtins.has(name)) return { ...kind, never: "is part of the shell, and no program stands for it" };
  if (is(shells)) return { ...kind, notOpen: "is a shell, and its arguments are commands of their own" };
  if (is(wrappers)) return { ...kind, notOpen: "can run other programs, and only an entry without * allows that" };
  if (kind.interpreter && !namesScript(rule.words)) {
    // bun and deno are more than interpreters, and have rows for the rest.
    if (kind.grammar !== undefined) return { ...kind, interpreter: false };
    return { ...kind, notOpen: "runs whatever program it is given, so that the entry must name the script" };
  }
  return kind;
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
