import type { Check, Grammar, Reason } from "./grammar.ts";

/** What one option does with a value. */
export type OptionKind = "flag" | "value" | "optional";

/** One option of a compiled grammar. */
export interface Option {
  readonly kind: OptionKind;
  readonly check?: Check;
  /** Always asks. */
  readonly reason?: Reason;
}

/** A grammar with its texts taken apart. */
export interface CompiledGrammar {
  readonly grammar: Grammar;
  readonly options: ReadonlyMap<string, Option>;
  readonly subcommands: ReadonlyMap<string, Subcommand> | undefined;
}

/** A sub-command: why it asks, or its grammar, taken apart when it is first needed. */
export interface Subcommand {
  readonly row: Grammar | Reason;
  compiled?: CompiledGrammar;
}

const compiled = new WeakMap<Grammar, CompiledGrammar>();

/** Takes a grammar apart, once. */
export function compileGrammar(grammar: Grammar): CompiledGrammar {
  const known = compiled.get(grammar);
  if (known !== undefined) return known;
  const options = new Map<string, Option>();
  for (const text of grammar.safe?.split(/\s+/) ?? []) {
    const [, name = "", mark = ""] = /^(.+?)(=\??|\?)?$/.exec(text) ?? [];
    options.set(name, { kind: mark === "" ? "flag" : mark === "=" ? "value" : "optional" });
  }
  for (const [names, check] of Object.entries(grammar.checked ?? {})) {
    for (const name of names.split(" ")) {
      const optional = name.endsWith("?");
      options.set(optional ? name.slice(0, -1) : name, { kind: optional ? "optional" : "value", check });
    }
  }
  for (const [names, reason] of Object.entries(grammar.ask ?? {})) {
    for (const name of names.split(" ")) options.set(name, { kind: "flag", reason });
  }
  const result = { grammar, options, subcommands: subcommandsOf(grammar) };
  compiled.set(grammar, result);
  return result;
}

function subcommandsOf({ subcommands }: Grammar): CompiledGrammar["subcommands"] {
  if (subcommands === undefined) return undefined;
  return splitKeys(Object.fromEntries(Object.entries(subcommands).map(([keys, row]) => [keys, { row }])));
}

/** `{"a b": x}` → a: x, b: x. */
export function splitKeys<T>(record: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(record).flatMap(([keys, value]) => keys.split(" ").map((key) => [key, value] as const)),
  );
}
