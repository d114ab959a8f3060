import type { Word } from "./parsed.ts";
import { beyond, code, hopeless, plain, plainWord, type Reader } from "./state.ts";

/** A word in the making. */
interface Draft {
  value: string;
  bare: boolean;
  globAt: number;
  /** An unquoted `{` was seen: a comma or two dots behind it make a brace expansion. */
  brace: boolean;
}

/**
 * Reads the word that begins here, as POSIX sh would before any expansion; stops the reader at whatever would expand.
 * The caller made sure that a word does begin here.
 */
export function readWord(reader: Reader): Word | undefined {
  const { line } = reader;
  const start = reader.at;
  let at = start;
  while (plain[line.charCodeAt(at)] === 1) at += 1;
  const next = line.charCodeAt(at);
  if (at > start && endsWord(next)) {
    reader.at = at;
    return plainWord(line.slice(start, at));
  }
  return readRest(reader, start, at);
}

function readRest(reader: Reader, start: number, from: number): Word | undefined {
  const { line } = reader;
  const draft: Draft = { value: line.slice(start, from), bare: true, globAt: -1, brace: false };
  reader.at = from;
  while (reader.stop === undefined) {
    const run = reader.at;
    let at = run;
    let next = line.charCodeAt(at);
    while (plain[next] === 1 || next >= 128) next = line.charCodeAt(++at);
    if (at > run) {
      const text = line.slice(run, at);
      if (draft.brace && (text.includes(",") || text.includes(".."))) beyond(reader, braceReason, run);
      draft.value += text;
      reader.at = at;
    }
    if (endsWord(next)) break;
    readSpecial(reader, draft, next, at === start);
  }
  return reader.stop === undefined ? draft : undefined;
}

const braceReason = "a brace expansion makes several words out of one";

/** Whether a word ends before this character; NaN: the end of the line. */
function endsWord(next: number): boolean {
  switch (next) {
    case code.space:
    case code.tab:
    case code.newline:
    case code.ampersand:
    case code.semicolon:
    case code.pipe:
    case code.less:
    case code.greater:
    case code.open:
    case code.close:
      return true;
    default:
      return Number.isNaN(next);
  }
}

function readSpecial(reader: Reader, draft: Draft, next: number, first: boolean): void {
  const { at } = reader;
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
      beyond(reader, "$ expands to something that can't be known before", at);
      return;
    case code.backtick:
      beyond(reader, "a backtick runs a command inside the line", at);
      return;
    case code.tilde: {
      const before = draft.value.charCodeAt(draft.value.length - 1);
      if (first || before === code.equals || before === code.colon) {
        return void beyond(reader, "~ expands to a home directory", at);
      }
      break;
    }
    case code.star:
    case code.question:
    case code.bracket:
      if (draft.globAt < 0) draft.globAt = draft.value.length;
      break;
    case code.openBrace:
      draft.brace = true;
      break;
  }
  draft.value += reader.line.charAt(at);
  reader.at = at + 1;
}

function readSingleQuoted(reader: Reader, draft: Draft): void {
  const end = reader.line.indexOf("'", reader.at + 1);
  if (end < 0) return void hopeless(reader, "a single quote is never closed", reader.at);
  draft.value += reader.line.slice(reader.at + 1, end);
  draft.bare = false;
  reader.at = end + 1;
}

function readEscape(reader: Reader, draft: Draft): void {
  const { line, at } = reader;
  const escaped = line.codePointAt(at + 1);
  if (escaped === undefined) return void hopeless(reader, "a backslash at the end escapes nothing", at);
  if (escaped === code.newline) return void beyond(reader, "a backslash joins two lines", at);
  const text = String.fromCodePoint(escaped);
  draft.value += text;
  draft.bare = false;
  reader.at = at + 1 + text.length;
}

function readDoubleQuoted(reader: Reader, draft: Draft): void {
  const { line } = reader;
  const opened = reader.at;
  draft.bare = false;
  let from = opened + 1;
  for (let at = from; ; at += 1) {
    const next = line.charCodeAt(at);
    if (Number.isNaN(next)) return void hopeless(reader, "a double quote is never closed", opened);
    if (next === code.doubleQuote) {
      draft.value += line.slice(from, at);
      reader.at = at + 1;
      return;
    }
    if (next === code.backtick) return void beyond(reader, "a backtick runs a command inside the line", at);
    if (next === code.dollar && !isLoneDollar(line.charCodeAt(at + 1))) {
      return void beyond(reader, "$ expands to something that can't be known before", at);
    }
    if (next !== code.backslash) continue;
    const escaped = line.charCodeAt(at + 1);
    if (escaped === code.newline) return void beyond(reader, "a backslash joins two lines", at);
    const drops =
      escaped === code.dollar ||
      escaped === code.backtick ||
      escaped === code.doubleQuote ||
      escaped === code.backslash;
    if (!drops) continue;
    draft.value += line.slice(from, at);
    from = at + 1;
    at += 1;
  }
}

/** A `$` in double quotes that no shell expands, as in `"^foo$"` and `"$ "`. */
function isLoneDollar(next: number): boolean {
  return next === code.doubleQuote || next === code.space;
}
