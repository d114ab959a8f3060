import { type Kind, kindOf } from "../hazards/kind-of.ts";
import { parseCommand } from "../read/parse-command.ts";

/** An entry of the allowlist: a pattern, or a pattern with examples that must hold (SPEC R7.1). */
export type AllowlistEntry =
  | string
  | {
      /** Words as in a command; a last `*` stands for any further arguments. */
      readonly pattern: string;
      /** Lines that this entry must allow by itself. */
      readonly match?: readonly string[];
      /** Lines that it must not allow. */
      readonly notMatch?: readonly string[];
      /** Why it is there; shown with decisions. */
      readonly justification?: string;
    };

/** An entry that was read. */
export interface Rule {
  /** As written. */
  readonly entry: string;
  /** The words that must be equal. */
  readonly words: readonly string[];
  /** Whether any further arguments may follow. */
  readonly open: boolean;
  readonly justification?: string;
  /** What is known of the program that it names. */
  readonly kind: Kind;
}

/** Reads the pattern of an entry; a text is the reason why it can't be used. */
export function readEntry(pattern: unknown, justification?: string): Rule | string {
  if (typeof pattern !== "string") return "It is not text.";
  if (pattern.trim() === "") return "It is blank.";
  const parsed = parseCommand(pattern);
  if (!parsed.ok) return `It is not a plain command: ${parsed.because}.`;
  const [pipeline, ...more] = parsed.pipelines;
  const [command, ...piped] = pipeline?.commands ?? [];
  if (command === undefined || more.length > 0 || piped.length > 0 || command.redirects.length > 0) {
    return "It must be a single command; each command of a line is compared with the entries by itself.";
  }
  const words = [...command.argv];
  const open = words.at(-1) === "*" && command.patterns.at(-1)?.word === words.length - 1;
  if (open) words.pop();
  const [name] = words;
  if (name === undefined) return 'Its first word must name a program. "*" alone would allow everything.';
  return {
    entry: pattern,
    words,
    open,
    kind: kindOf(words),
    ...(justification === undefined ? {} : { justification }),
  };
}

/** Whether the words of a command are those of a rule. */
export function ruleMatches(rule: Rule, argv: readonly string[]): boolean {
  const { words, open } = rule;
  if (open ? argv.length < words.length : argv.length !== words.length) return false;
  for (let i = 0; i < words.length; i += 1) if (words[i] !== argv[i]) return false;
  return true;
}
