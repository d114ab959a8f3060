import { maxLineBytes } from "../limits.ts";

// Controls, formats, surrogates, private use and unassigned; what renders as nothing or as a new line. A person who
// looks at such a line does not see what would run. Tab and newline are told apart below.
const hidden = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu;

/** Why a line can't be shown faithfully to a person, or undefined when it can (threats D.1). */
export function unshowable(line: string): { readonly because: string; readonly at: number } | undefined {
  if (line.length > maxLineBytes || utf8Length(line) > maxLineBytes) {
    return { because: `it is longer than ${maxLineBytes} bytes`, at: maxLineBytes };
  }
  for (const { 0: character, index } of line.matchAll(hidden)) {
    if (character === "\t" || character === "\n") continue;
    return { because: `it contains ${nameOf(character)}, which can't be shown faithfully`, at: index };
  }
  return undefined;
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `the control character ${number}`;
  if (code >= 0xd800 && code < 0xe000) return `half of a character (${number})`;
  return `the invisible character ${number}`;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) bytes += code >= 0x800 && (code < 0xd800 || code >= 0xe000) ? 2 : 1;
  }
  return bytes;
}
