import { maxCommands } from "../limits.ts";
import type { PlanWhen } from "../plan/plan.ts";
import { unshowable } from "../text/unshowable.ts";
import type { ParsedCommand, ParsedLine, ParsedPipeline } from "./parsed.ts";
import { beyond, code, createReader, hopeless, type Reader, skipBlanks } from "./reader.ts";
import { readSimple, simpleCommand, troubleWithName } from "./simple.ts";

/**
 * Reads a command line by the rules of POSIX sh, and only what needs no shell to run: words, quotes, `|`, `&&`, `||`,
 * `;`, new lines, comments, `N>&M` and `N>/dev/null`. Whatever else the line contains is the reason of a refusal, and
 * where it stands (SPEC R7.2, DESIGN "Commands"). Never throws; takes time linear in the line.
 */
export function parseCommand(line: string): ParsedLine {
  const plain = readPlain(line);
  if (plain !== undefined) return plain;
  if (!isPrintableAscii(line)) {
    const hidden = unshowable(line);
    if (hidden !== undefined) return { ok: false, ...hidden, hopeless: true };
    const space = line.search(unusualSpace);
    if (space >= 0) return { ok: false, because: "a space that is none for a shell", at: space, hopeless: false };
  }
  const reader = createReader(line);
  const pipelines = readList(reader);
  return reader.stop === undefined ? { ok: true, pipelines } : { ok: false, ...reader.stop };
}

const plainCharacters = new Uint8Array(128);
for (const character of "-_./:=@%+,^") plainCharacters[character.charCodeAt(0)] = 1;
for (let i = 48; i < 123; i += 1) if (i < 58 || (i > 64 && i < 91) || i > 96) plainCharacters[i] = 1;

/** Words of plain characters with one space between them: nothing in such a line means anything to a shell. */
function readPlain(line: string): ParsedLine | undefined {
  if (line.length > 4096) return undefined;
  const argv: string[] = [];
  let from = 0;
  for (let at = 0; at < line.length; at += 1) {
    const next = line.charCodeAt(at);
    if (plainCharacters[next] === 1) continue;
    if (next !== code.space || at === from) return undefined;
    argv.push(line.slice(from, at));
    from = at + 1;
  }
  if (from >= line.length) return undefined;
  argv.push(line.slice(from));
  const trouble = troubleWithName(argv[0] ?? "", true, -1);
  if (trouble !== undefined) return { ok: false, because: trouble, at: 0, hopeless: false };
  return { ok: true, pipelines: [{ when: "always", commands: [simpleCommand(argv)] }] };
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

const tooMany = `it has more than ${maxCommands} commands`;

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

function readPipeline(reader: Reader): readonly ParsedCommand[] {
  const commands: ParsedCommand[] = [];
  const { line } = reader;
  for (;;) {
    const command = readSimple(reader);
    if (command === undefined) return commands;
    commands.push(command);
    const { at } = reader;
    if (at >= line.length || line.charCodeAt(at) !== code.pipe || line[at + 1] === "|") return commands;
    if (commands.length > maxCommands) return commands;
    if (line[at + 1] === "&") {
      beyond(reader, "|& joins both streams of a command", at);
      return commands;
    }
    reader.at = at + 1;
    skipLines(reader);
  }
}

/** `;`, a new line, `&&` or `||`; undefined at the end and where the reader stopped. */
function readSeparator(reader: Reader): PlanWhen | undefined {
  const { line, at } = reader;
  if (reader.stop !== undefined || at >= line.length) return undefined;
  const first = line[at];
  const second = line[at + 1];
  if (first === "\n" || first === ";") {
    if (first === ";" && (second === ";" || second === "&")) return beyond(reader, ";; belongs to a case", at);
    reader.at = at + 1;
    return "always";
  }
  // A single | can't stand here: it joins a pipeline.
  if (first === "&" && second === ">") return beyond(reader, "&> does not mean the same to all shells", at);
  if (first === "&" && second !== "&") return beyond(reader, "& leaves a command running in the background", at);
  reader.at = at + 2;
  return first === "|" ? "failure" : "success";
}

function skipLines(reader: Reader): void {
  skipBlanks(reader);
  while (reader.at < reader.line.length && reader.line.charCodeAt(reader.at) === code.newline) {
    reader.at += 1;
    skipBlanks(reader);
  }
}
