import { beyond, code, hopeless, type Reader } from "./reader.ts";

// What a character does inside a word: nothing, end it, or something of its own. (`#` begins a comment only where no
// word has begun.)
const ends = 1;
const special = 2;
const kinds = new Uint8Array(128);
for (const character of " \t\n&;|<>()") kinds[character.charCodeAt(0)] = ends;
for (const character of "\"$'*?[\\`{~") kinds[character.charCodeAt(0)] = special;

/** A word in the making. */
interface Draft {
  value: string;
  /** An unquoted `{` was seen: a comma or two dots behind it make a brace expansion. */
  brace: boolean;
}

/**
 * Reads the word that begins here, as POSIX sh would before any expansion; stops the reader at whatever would expand.
 * The caller made sure that a word does begin here.
 */
export function readWord(reader: Reader): string | undefined {
  const { line } = reader;
  const start = reader.at;
  const at = plainUntil(line, start);
  reader.at = at;
  reader.bare = true;
  reader.globAt = -1;
  return wordEnds(line, at) ? line.slice(start, at) : readRest(reader, line.slice(start, at), start);
}

function plainUntil(line: string, from: number): number {
  let at = from;
  while (at < line.length) {
    const next = line.charCodeAt(at);
    if (next < 128 && kinds[next] !== 0) break;
    at += 1;
  }
  return at;
}

function wordEnds(line: string, at: number): boolean {
  return at >= line.length || kinds[line.charCodeAt(at)] === ends;
}

function readRest(reader: Reader, begun: string, start: number): string | undefined {
  const { line } = reader;
  const draft: Draft = { value: begun, brace: false };
  while (reader.stop === undefined) {
    readSpecial(reader, draft, reader.at === start);
    const run = reader.at;
    const at = plainUntil(line, run);
    if (at > run) {
      const text = line.slice(run, at);
      if (draft.brace && (text.includes(",") || text.includes(".."))) {
        beyond(reader, "a brace expansion makes several words out of one", run);
      }
      draft.value += text;
      reader.at = at;
    }
    if (wordEnds(line, at)) break;
  }
  return reader.stop === undefined ? draft.value : undefined;
}

function readSpecial(reader: Reader, draft: Draft, first: boolean): void {
  const { at, line } = reader;
  const next = line.charCodeAt(at);
  switch (next) {
    case code.quote:
      readSingleQuoted(reader, draft);
      return;
    case code.doubleQuote:
      readDoubleQuoted(reader, draft);
      return;
    case code.backslash:
      readEscape(reader, draft);
      return;
    case code.dollar:
      beyond(reader, dollarReason, at);
      return;
    case code.backtick:
      beyond(reader, backtickReason, at);
      return;
    case code.tilde:
      if (first || /[=:]$/.test(draft.value)) beyond(reader, "~ expands to a home directory", at);
      break;
    case code.openBrace:
      draft.brace = true;
      break;
    default:
      if (reader.globAt < 0) reader.globAt = draft.value.length;
  }
  draft.value += line.charAt(at);
  reader.at = at + 1;
}

const dollarReason = "$ expands to something that can't be known before";
const backtickReason = "a backtick runs a command inside the line";
const joinReason = "a backslash joins two lines";

function readSingleQuoted(reader: Reader, draft: Draft): void {
  const end = reader.line.indexOf("'", reader.at + 1);
  if (end < 0) return void hopeless(reader, "a single quote is never closed", reader.at);
  draft.value += reader.line.slice(reader.at + 1, end);
  reader.bare = false;
  reader.at = end + 1;
}

function readEscape(reader: Reader, draft: Draft): void {
  const { line, at } = reader;
  const escaped = line.codePointAt(at + 1);
  if (escaped === undefined) return void hopeless(reader, "a backslash at the end escapes nothing", at);
  if (escaped === code.newline) return void beyond(reader, joinReason, at);
  const text = String.fromCodePoint(escaped);
  draft.value += text;
  reader.bare = false;
  reader.at = at + 1 + text.length;
}

function readDoubleQuoted(reader: Reader, draft: Draft): void {
  const { line, at: opened } = reader;
  reader.bare = false;
  let from = opened + 1;
  for (let at = from; at < line.length; at += 1) {
    const next = line.charCodeAt(at);
    if (next === code.doubleQuote) {
      draft.value += line.slice(from, at);
      reader.at = at + 1;
      return;
    }
    if (next === code.backtick) return void beyond(reader, backtickReason, at);
    if (next === code.dollar && !isLoneDollar(line.charAt(at + 1))) return void beyond(reader, dollarReason, at);
    if (next !== code.backslash) continue;
    const escaped = line.charAt(at + 1);
    if (escaped === "\n") return void beyond(reader, joinReason, at);
    if (escaped === "" || !'$`"\\'.includes(escaped)) continue;
    draft.value += line.slice(from, at);
    from = at + 1;
    at += 1;
  }
  hopeless(reader, "a double quote is never closed", opened);
}

/** A `$` in double quotes that no shell expands, as in `"^foo$"` and `"$ "`. */
function isLoneDollar(next: string): boolean {
  return next === '"' || next === " ";
}
