/** Where the reader is, what stopped it, and what it knows of the word that it read last. */
export interface Reader {
  readonly line: string;
  at: number;
  /** Set once: the reader models nothing behind this point. */
  stop: { readonly because: string; readonly at: number; readonly hopeless: boolean } | undefined;
  /** Nothing in the last word was quoted: it can be a reserved word. */
  bare: boolean;
  /** Where the first unquoted `*`, `?` or `[` of the last word is; -1: nowhere. */
  globAt: number;
}

/** A reader at the beginning of a line. */
export function createReader(line: string): Reader {
  return { line, at: 0, stop: undefined, bare: true, globAt: -1 };
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

/** Skips blanks, and a comment where one may begin. */
export function skipBlanks(reader: Reader): void {
  const { line } = reader;
  let { at } = reader;
  while (at < line.length && (line.charCodeAt(at) === code.space || line.charCodeAt(at) === code.tab)) at += 1;
  if (at < line.length && line.charCodeAt(at) === code.hash) {
    const end = line.indexOf("\n", at);
    at = end < 0 ? line.length : end;
  }
  reader.at = at;
}

/** The characters that mean something to a shell. */
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
