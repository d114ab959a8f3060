import type { PlanRedirect } from "../plan/plan.ts";
import type { ParsedCommand, Pattern } from "./parsed.ts";
import { beyond, code, hopeless, type Reader, skipBlanks } from "./reader.ts";
import { readRedirect } from "./redirect.ts";
import { isReserved } from "./reserved.ts";
import { readWord } from "./word.ts";

const noPatterns: readonly Pattern[] = [];
const noRedirects: readonly PlanRedirect[] = [];

/** A command in the making. */
interface Draft {
  readonly argv: string[];
  patterns: Pattern[] | undefined;
  redirects: PlanRedirect[] | undefined;
}

/** Reads one simple command; undefined where the reader stopped. */
export function readSimple(reader: Reader): ParsedCommand | undefined {
  const { line, at } = reader;
  const draft: Draft = { argv: [], patterns: undefined, redirects: undefined };
  while (reader.stop === undefined) {
    skipBlanks(reader);
    if (reader.at >= line.length) break;
    const next = line.charCodeAt(reader.at);
    if (next === code.newline || next === code.semicolon || next === code.pipe || next === code.ampersand) break;
    if (next === code.open || next === code.close) {
      return beyond(reader, "parentheses make a subshell or a function", reader.at);
    }
    if (next === code.less || next === code.greater) addRedirect(reader, draft, "");
    else addWord(reader, draft);
  }
  if (reader.stop !== undefined) return undefined;
  if (draft.argv.length === 0) return beyond(reader, "a command is missing", at);
  return { argv: draft.argv, patterns: draft.patterns ?? noPatterns, redirects: draft.redirects ?? noRedirects, at };
}

function addRedirect(reader: Reader, draft: Draft, digits: string): void {
  const redirect = readRedirect(reader, digits);
  if (redirect === undefined) return;
  draft.redirects ??= [];
  draft.redirects.push(redirect);
}

function addWord(reader: Reader, draft: Draft): void {
  const { line, at } = reader;
  const word = readWord(reader);
  if (word === undefined) return;
  const next = reader.at < line.length ? line.charCodeAt(reader.at) : 0;
  if (next === code.less || next === code.greater) {
    if (variable.test(word)) return void beyond(reader, "a redirection into a variable", at);
    if (reader.bare && /^\d+$/.test(word)) {
      addRedirect(reader, draft, word);
      return;
    }
  }
  const { argv } = draft;
  if (argv.length === 0) checkFirst(reader, word, at);
  if (reader.globAt >= 0) {
    draft.patterns ??= [];
    draft.patterns.push({ word: argv.length, at: reader.globAt });
  }
  argv.push(word);
}

// `{fd}>` and `{fds[0]}>` make bash open a file and keep its number; the word is no argument then.
const variable = /^\{\w+(\[.*\])?\}$/s;
const assignment = /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/;
const notAscii = /[^\x20-\x7e]/;

/** What only the first word of a command can mean, and nobody can know from its words. */
export function troubleWithName(word: string, bare: boolean, globAt: number): string | undefined {
  if (bare && isReserved(word)) return `"${word}" is a word of the shell itself`;
  if (word.includes("=") && assignment.test(word)) return "an assignment changes the environment of a command";
  if (globAt >= 0) return "the name of the program is a pattern";
  // Quoted or not: `%1` is `fg %1` to bash.
  return word.startsWith("%") ? "% names a job of the shell" : undefined;
}

function checkFirst(reader: Reader, word: string, at: number): void {
  const trouble = troubleWithName(word, reader.bare, reader.globAt);
  if (trouble !== undefined) beyond(reader, trouble, at);
  else if (notAscii.test(word)) hopeless(reader, "the name of the program has letters that can pass for others", at);
}

/** A command of plain words. */
export function simpleCommand(argv: readonly string[]): ParsedCommand {
  return { argv, patterns: noPatterns, redirects: noRedirects, at: 0 };
}
