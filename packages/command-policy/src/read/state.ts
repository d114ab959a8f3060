import type { Word } from "./parsed.ts";

/** Where the reader is, and what stopped it. */
export interface Reader {
  readonly line: string;
  at: number;
  /** Set once: the reader models nothing behind this point. */
  stop: { readonly because: string; readonly at: number; readonly hopeless: boolean } | undefined;
}

/** A reader at the beginning of a line. */
export function createReader(line: string): Reader {
  return { line, at: 0, stop: undefined };
}

/** Ends reading: a person must look at this. */
export function beyond(reader: Reader, because: string, at: number): undefined {
  reader.stop ??= { because, at, hopeless: false };
  return undefined;
}

/** Ends reading: this is no command that anybody could be asked about. */
export function hopeless(reader: Reader, because: string, at: number): undefined {
  reader.stop ??= { because, at, hopeless: true };
  return undefined;
}

export const code = {
  tab: 9,
  newline: 10,
  space: 32,
  doubleQuote: 34,
  hash: 35,
  dollar: 36,
  ampersand: 38,
  quote: 39,
  open: 40,
  close: 41,
  star: 42,
  colon: 58,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  bracket: 91,
  backslash: 92,
  backtick: 96,
  openBrace: 123,
  pipe: 124,
  tilde: 126,
} as const;

/** A plain character: it means itself inside a word. (`#` begins a comment only where no word has begun.) */
export const plain = new Uint8Array(128);
for (let i = 33; i < 127; i += 1) plain[i] = 1;
for (const character of "\"$&'()*;<>?[\\`{|~") plain[character.charCodeAt(0)] = 0;

/** Skips blanks, and a comment where one may begin. */
export function skipBlanks(reader: Reader): void {
  const { line } = reader;
  let at = reader.at;
  let next = line.charCodeAt(at);
  while (next === code.space || next === code.tab) next = line.charCodeAt(++at);
  if (next === code.hash) {
    const end = line.indexOf("\n", at);
    at = end < 0 ? line.length : end;
  }
  reader.at = at;
}

/** A word that nothing could change. */
export function plainWord(value: string): Word {
  return { value, bare: true, globAt: -1 };
}
