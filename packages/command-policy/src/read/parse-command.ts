import { maxCommands } from "../limits.ts";
import type { PlanRedirect, PlanWhen } from "../plan/plan.ts";
import { unshowable } from "../text/unshowable.ts";
import type { ParsedCommand, ParsedLine, ParsedPipeline, Word } from "./parsed.ts";
import { readRedirect } from "./redirect.ts";
import { reservedWords } from "./reserved.ts";
import { beyond, code, createReader, hopeless, type Reader, skipBlanks } from "./state.ts";
import { readWord } from "./word.ts";

/**
 * Reads a command line by the rules of POSIX sh, and only what needs no shell to run: words, quotes, `|`, `&&`, `||`,
 * `;`, new lines, comments, `N>&M` and `N>/dev/null`. Whatever else the line contains is the reason of a refusal, and
 * where it stands (SPEC R7.2, DESIGN "Commands"). Never throws; takes time linear in the line.
 */
export function parseCommand(line: string): ParsedLine {
  const hidden = isPrintableAscii(line) ? undefined : unshowable(line);
  if (hidden !== undefined) return { ok: false, ...hidden, hopeless: true };
  const space = line.search(unusualSpace);
  if (space >= 0) return { ok: false, because: "a space that is none for a shell", at: space, hopeless: false };
  const reader = createReader(line);
  const pipelines = readList(reader);
  if (reader.stop !== undefined) return { ok: false, ...reader.stop };
  return { ok: true, pipelines };
}

// They look like separators and are parts of words.
const unusualSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;

/** The common case, decided without looking anything up; every other line is looked at closely. */
function isPrintableAscii(line: string): boolean {
  if (line.length > 4096) return false;
  for (let i = 0; i < line.length; i += 1) {
    const next = line.charCodeAt(i);
    if (next < 32 || next > 126) return false;
  }
  return true;
}

function readList(reader: Reader): readonly ParsedPipeline[] {
  const pipelines: ParsedPipeline[] = [];
  let count = 0;
  let when: PlanWhen = "always";
  skipLines(reader);
  while (reader.stop === undefined && reader.at < reader.line.length) {
    const commands = readPipeline(reader);
    pipelines.push({ when, commands });
    count += commands.length;
    if (count > maxCommands) beyond(reader, tooMany, reader.at);
    const separator = readSeparator(reader);
    if (separator === undefined) break;
    when = separator;
    skipLines(reader);
    if (when !== "always" && reader.at >= reader.line.length) beyond(reader, "the line ends after && or ||", reader.at);
  }
  if (pipelines.length === 0) hopeless(reader, "there is no command in it", 0);
  return pipelines;
}

const tooMany = `it has more than ${maxCommands} commands`;

function readPipeline(reader: Reader): readonly ParsedCommand[] {
  const commands: ParsedCommand[] = [];
  for (;;) {
    const command = readSimple(reader);
    if (command === undefined) return commands;
    commands.push(command);
    if (commands.length > maxCommands) return commands;
    const { line, at } = reader;
    if (line.charCodeAt(at) !== code.pipe || line.charCodeAt(at + 1) === code.pipe) return commands;
    if (line.charCodeAt(at + 1) === code.ampersand) {
      beyond(reader, "|& joins both streams of a command", at);
      return commands;
    }
    reader.at = at + 1;
    skipLines(reader);
  }
}

/** `;`, a new line, `&&` or `||`; undefined at the end and where the reader stopped. */
function readSeparator(reader: Reader): PlanWhen | undefined {
  if (reader.stop !== undefined) return undefined;
  const { line, at } = reader;
  const [first, second] = [line.charCodeAt(at), line.charCodeAt(at + 1)];
  if (first === code.newline || first === code.semicolon) {
    if (first === code.semicolon && (second === code.semicolon || second === code.ampersand)) {
      return beyond(reader, ";; belongs to a case", at);
    }
    reader.at = at + 1;
    return "always";
  }
  if (first === code.pipe && second === code.pipe) {
    reader.at = at + 2;
    return "failure";
  }
  if (first !== code.ampersand) return undefined;
  if (second !== code.ampersand) return beyond(reader, "& leaves a command running in the background", at);
  reader.at = at + 2;
  return "success";
}

function skipLines(reader: Reader): void {
  skipBlanks(reader);
  while (reader.line.charCodeAt(reader.at) === code.newline) {
    reader.at += 1;
    skipBlanks(reader);
  }
}

const assignment = /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=/;

function readSimple(reader: Reader): ParsedCommand | undefined {
  const { line } = reader;
  const words: Word[] = [];
  const redirects: PlanRedirect[] = [];
  const start = reader.at;
  while (reader.stop === undefined) {
    skipBlanks(reader);
    const next = line.charCodeAt(reader.at);
    if (next === code.less || next === code.greater) {
      const redirect = readRedirect(reader, "");
      if (redirect !== undefined) redirects.push(redirect);
    } else if (next === code.open || next === code.close) {
      return beyond(reader, "parentheses make a subshell or a function", reader.at);
    } else if (endsCommand(next)) break;
    else readArgument(reader, words, redirects);
  }
  if (reader.stop !== undefined) return undefined;
  if (words.length === 0) return beyond(reader, "a command is missing", start);
  return { words, redirects, at: start };
}

function endsCommand(next: number): boolean {
  return (
    Number.isNaN(next) ||
    next === code.newline ||
    next === code.semicolon ||
    next === code.pipe ||
    next === code.ampersand
  );
}

function readArgument(reader: Reader, words: Word[], redirects: PlanRedirect[]): void {
  const { line, at } = reader;
  const word = readWord(reader);
  if (word === undefined) return;
  const next = line.charCodeAt(reader.at);
  if (next === code.less || next === code.greater) {
    if (/^\{\w+\}$/.test(word.value)) return void beyond(reader, "a redirection into a variable", at);
    if (word.bare && /^\d+$/.test(word.value)) {
      const redirect = readRedirect(reader, word.value);
      if (redirect !== undefined) redirects.push(redirect);
      return;
    }
  }
  if (words.length === 0) checkFirst(reader, word, at);
  words.push(word);
}

/** What only the first word of a command can mean. */
function checkFirst(reader: Reader, word: Word, at: number): void {
  if (word.bare && reservedWords.has(word.value)) beyond(reader, `"${word.value}" is a word of the shell itself`, at);
  else if (assignment.test(word.value)) beyond(reader, "an assignment changes the environment of a command", at);
  else if (!isAscii(word.value)) hopeless(reader, "the name of the program has letters that can pass for others", at);
  else if (word.globAt >= 0) beyond(reader, "the name of the program is a pattern", at);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 126) return false;
  return true;
}
