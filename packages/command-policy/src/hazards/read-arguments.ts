import { type CompiledGrammar, compileGrammar, type Option } from "./compile-grammar.ts";
import type { Grammar, Place, Reason } from "./grammar.ts";

/** A walk over the arguments of one program. */
interface Walk {
  readonly args: readonly string[];
  readonly place: Place;
  at: number;
  /** Options with a check that were given. */
  checked: string[];
}

const none: string[] = [];

/** Why these arguments need a person, by the rules of a grammar; undefined where all of them are harmless. */
export function readArguments(args: readonly string[], grammar: Grammar, place: Place): Reason | undefined {
  return readCompiled(args, compileGrammar(grammar), place, 0);
}

/** The same from the argument `at` on, by a grammar that was taken apart before. */
export function readCompiled(
  args: readonly string[],
  grammar: CompiledGrammar,
  place: Place,
  at: number,
): Reason | undefined {
  return readLevel({ args, place, at, checked: none }, grammar, undefined);
}

function readLevel(walk: Walk, level: CompiledGrammar, outer: CompiledGrammar | undefined): Reason | undefined {
  const { grammar } = level;
  if (grammar.whole) return grammar.whole(walk.args.slice(walk.at), walk.place);
  const operands: string[] = [];
  while (walk.at < walk.args.length) {
    const arg = walk.args[walk.at] ?? "";
    walk.at += 1;
    if (arg === "--" && !grammar.wholeWords) {
      operands.push(...walk.args.slice(walk.at));
      break;
    }
    if (isOption(arg)) {
      const known = level.options.get(arg);
      if (known?.kind === "flag" && known.reason === undefined) continue;
      const reason = grammar.wholeWords ? readWholeWord(walk, level, arg) : readOption(walk, level, outer, arg);
      if (reason !== undefined) return reason;
      continue;
    }
    if (level.subcommands) return enter(walk, level, arg);
    operands.push(arg);
    if (grammar.stopsAtOperand) {
      operands.push(...walk.args.slice(walk.at));
      break;
    }
  }
  if (level.subcommands && operands[0] !== undefined) {
    return `has "--" before its sub-command`;
  }
  return grammar.operands?.(operands, walk.place, walk.checked);
}

/** `test:unit`: the name of a script, and of no program. */
export const parted = /^[a-z][\w-]*(:[\w-]+)+$/i;

const isOption = (arg: string): boolean => arg.charCodeAt(0) === 45 && arg.length > 1;

function enter(walk: Walk, level: CompiledGrammar, name: string): Reason | undefined {
  const found = level.subcommands?.get(name) ?? (parted.test(name) ? level.subcommands?.get(":") : undefined);
  if (found === undefined) return `has the sub-command "${name}", which is not known to be harmless`;
  if (typeof found.row === "string") return `${found.row} ("${name}")`;
  found.compiled ??= compileGrammar(found.row);
  return readLevel(walk, found.compiled, level.grammar.inherits ? level : undefined);
}

function readOption(
  walk: Walk,
  level: CompiledGrammar,
  outer: CompiledGrammar | undefined,
  arg: string,
): Reason | undefined {
  if (level.grammar.numbers && /^-\d+$/.test(arg)) return undefined;
  return arg.startsWith("--") ? readLong(walk, level, outer, arg) : readCluster(walk, level, outer, arg);
}

function find(level: CompiledGrammar, outer: CompiledGrammar | undefined, name: string): Option | undefined {
  const own = level.options.get(name) ?? outer?.options.get(name);
  if (own !== undefined || !name.startsWith("--no-") || !(level.grammar.negatable || outer?.grammar.negatable)) {
    return own;
  }
  const positive = find(level, outer, `--${name.slice(5)}`);
  return positive?.reason === undefined ? positive && { kind: "flag" } : positive;
}

function readLong(
  walk: Walk,
  level: CompiledGrammar,
  outer: CompiledGrammar | undefined,
  arg: string,
): Reason | undefined {
  const equals = arg.indexOf("=");
  const name = equals < 0 ? arg : arg.slice(0, equals);
  const option = find(level, outer, name);
  if (option === undefined) return unknown(level, outer, name);
  if (option.reason !== undefined) return `${option.reason} (${name})`;
  if (equals >= 0) {
    if (option.kind === "flag") return `gives ${name} a value, which it does not take`;
    return look(walk, option, arg.slice(equals + 1), name);
  }
  return option.kind === "value" ? readValue(walk, option, name) : undefined;
}

function readCluster(
  walk: Walk,
  level: CompiledGrammar,
  outer: CompiledGrammar | undefined,
  arg: string,
): Reason | undefined {
  // Some programs have long options behind one dash.
  const whole = find(level, outer, arg);
  if (whole?.reason !== undefined) return `${whole.reason} (${arg})`;
  for (let i = 1; i < arg.length; i += 1) {
    const name = `-${arg[i]}`;
    const option = find(level, outer, name);
    if (option === undefined) return unknown(level, outer, arg.length === 2 ? name : `${name} in ${arg}`);
    if (option.reason !== undefined) return `${option.reason} (${name})`;
    if (option.kind === "flag") continue;
    const glued = arg.slice(i + 1);
    // `-f=x`: some programs drop the `=`, for others it is part of the value.
    if (glued !== "") return look(walk, option, glued, name) ?? look(walk, option, glued.replace(/^=/, ""), name);
    return option.kind === "value" ? readValue(walk, option, name) : undefined;
  }
  return undefined;
}

function readWholeWord(walk: Walk, level: CompiledGrammar, arg: string): Reason | undefined {
  const option = level.options.get(arg);
  if (option === undefined) return unknown(level, undefined, arg);
  if (option.reason !== undefined) return `${option.reason} (${arg})`;
  if (option.kind === "flag") return undefined;
  const value = walk.args[walk.at];
  walk.at += 1;
  return value === undefined ? undefined : look(walk, option, value, arg);
}

/** A value in the next word. Should the program see an option there, it must be one that a person looked at. */
function readValue(walk: Walk, option: Option, name: string): Reason | undefined {
  const value = walk.args[walk.at];
  walk.at += 1;
  if (value === undefined) return undefined;
  if (isOption(value) && !/^-\d+$/.test(value)) return `gives ${name} a value that looks like an option`;
  return look(walk, option, value, name);
}

function look(walk: Walk, { check }: Option, value: string, name: string): Reason | undefined {
  if (check === undefined) return undefined;
  walk.checked = [...walk.checked, name];
  const reason = check(value, walk.place);
  return reason === undefined ? undefined : `${reason} (${name})`;
}

/** Programs take unique beginnings of long options for the whole. */
function unknown(level: CompiledGrammar, outer: CompiledGrammar | undefined, name: string): Reason {
  if (name.startsWith("--") && name.length > 2) {
    for (const options of [level.options, outer?.options ?? []]) {
      for (const [full, { reason }] of options) {
        if (reason !== undefined && full.startsWith(name)) return `${reason} (${name} can be short for ${full})`;
      }
    }
  }
  return `has the option ${name}, which is not known to be harmless`;
}
