const visibleAscii = /^[ -~]+$/;

// Controls, formats, lone surrogates, line separators, everything that renders as nothing by default, and the one
// blank that Unicode calls a symbol (Braille pattern blank).
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Longest text that takes part in a match, in UTF-16 units: bounds the work that a sender can cause. */
export const longestText = 512;

/** Whether `text` holds a character that a reader cannot see (SPEC R2.4: such text matches nobody). */
export function hasInvisible(text: string): boolean {
  return !visibleAscii.test(text) && invisible.test(text);
}

/** Whether a platform's id can stand for somebody: not blank, nothing invisible in it. */
export function isPrincipalId(id: string): boolean {
  if (id === "" || id.length > longestText || hasInvisible(id)) return false;
  return id.trim() !== "";
}

/**
 * The form in which names, tags, usernames and e-mail addresses compare: NFC and ASCII case, nothing more (SPEC R2.4).
 * `undefined` for text that matches nobody: blank, too long, with invisible characters, or holding a code point that
 * NFC alone would change. KELVIN SIGN is the reason: both NFC and lower-casing make it a plain `k`.
 */
export function fold(text: string): string | undefined {
  if (text.length > longestText) return undefined;
  if (visibleAscii.test(text)) return text.trim() === "" ? undefined : text.toLowerCase();
  if (invisible.test(text) || text.trim() === "") return undefined;
  const composed = text.normalize("NFC");
  if (composed !== text && holdsLoneChange(text)) return undefined;
  return lowerAscii(composed);
}

/** Lower-cases A to Z and leaves every other letter alone. */
export function lowerAscii(text: string): string {
  return visibleAscii.test(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (run) => run.toLowerCase());
}

/** White space at the ends that people type by accident. Other spaces are part of the text. */
export function trimAscii(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end - start === text.length ? text : text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function holdsLoneChange(text: string): boolean {
  for (const symbol of text) {
    if (symbol.normalize("NFC") !== symbol) return true;
  }
  return false;
}
