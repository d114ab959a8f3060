import { type CompiledGrammar, compileGrammar } from "./compile-grammar.ts";
import type { Reason } from "./grammar.ts";
import { baseName, builtins, interpreters, namesScript, shells, withoutVersion, wrappers } from "./kinds.ts";
import { grammarOf } from "./programs.ts";

/** What is known of a program by the words of its entry. */
export interface Kind {
  /** No entry is enough. */
  readonly never?: Reason;
  /** An entry that ends in `*` is not enough. */
  readonly notOpen?: Reason;
  /** How its arguments are read; absent: they are the operator's to allow. */
  readonly grammar?: CompiledGrammar;
}

/** Looks a program up by the first word of an entry; the second may name a script. */
export function kindOf(words: readonly string[]): Kind {
  const name = baseName(words[0] ?? "");
  const plain = withoutVersion(name);
  const is = (names: ReadonlySet<string>): boolean => names.has(name) || names.has(plain);
  if (builtins.has(name)) return { never: "is part of the shell, and no program stands for it" };
  if (is(shells)) return { notOpen: "is a shell, and its arguments are commands of their own" };
  // The loader of programs, by any of its file names: `ld-linux-x86-64.so.2`.
  if (is(wrappers) || /^ld\b.*\bso\b/.test(name))
    return { notOpen: "can run other programs, and only an entry without * allows that" };
  const grammar = grammarOf(name) ?? grammarOf(plain);
  if (is(interpreters)) {
    // What follows a script is for the script.
    if (namesScript(words)) return {};
    // bun and deno are more than interpreters, and have rows for the rest.
    if (grammar === undefined) {
      return { notOpen: 'runs any program, so that the entry must name the script, as in "node scripts/build.js *"' };
    }
  }
  return grammar === undefined ? {} : { grammar: compileGrammar(grammar) };
}
