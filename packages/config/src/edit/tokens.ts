/// <reference path="../text/jju.d.ts" />
import jju from "jju";

/** A piece of a text. */
export interface Token {
  readonly raw: string;
  readonly type: "whitespace" | "comment" | "key" | "literal" | "separator" | "newline";
  readonly start: number;
  readonly end: number;
}

/** Cuts a text that can be read into pieces. */
export function tokensOf(text: string): readonly Token[] {
  let start = 0;
  return jju.tokenize(text, { mode: "json5" }).map(({ raw, type }) => {
    const token = { raw, type, start, end: start + raw.length };
    start = token.end;
    return token;
  });
}

/** Whether a piece means something to a reader of the settings. */
export function counts({ type }: Token): boolean {
  return type === "key" || type === "literal" || type === "separator";
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** How the text ends its lines. */
export function newlineOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** What one level of the text is indented by: the shortest indentation that it has, two blanks when it has none. */
export function unitOf(text: string): string {
  const found = [...text.matchAll(/^([ \t]+)(?=["'\w$])/gm)].map(([, blanks = ""]) => blanks);
  return found.sort((a, b) => a.length - b.length)[0] ?? "  ";
}

/** Whether the text is strict JSON as far as its first key tells. */
export function isStrict(tokens: readonly Token[]): boolean {
  return tokens.find(({ type }) => type === "key")?.raw.startsWith('"') ?? false;
}
