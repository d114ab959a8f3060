// Controls, DEL and C1, soft hyphen, bidi marks and overrides, zero-width and joiner characters, fillers, variation
// selectors, tags, line/paragraph separators, the byte order mark, interlinear marks, lone surrogates.
const unsafe =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: the class lists single code points on purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

/** Whether `text` holds a character that a reader cannot see or that changes how the rest is shown. */
export function hasUnsafeText(text: string): boolean {
  unsafe.lastIndex = 0;
  return unsafe.test(text);
}

/**
 * Untrusted text made harmless for one line of a terminal, log, card or page: invisible and control characters become
 * a space or vanish, runs of white space fold, and the result is cut to `max` characters (default 200) with `…`.
 */
export function plainText(text: unknown, max = 200): string {
  const source = typeof text === "string" ? text.slice(0, max * 8) : "";
  const clean = source
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, " ")
    .replace(unsafe, "")
    .replace(/\s+/gu, " ")
    .trim();
  const symbols = [...clean];
  return symbols.length <= max ? clean : `${symbols.slice(0, Math.max(0, max - 1)).join("")}…`;
}

/** Exact text with every unsafe character written as `\u{…}`, so that two texts that differ never look the same. */
export function visibleText(text: string): string {
  return text.replaceAll("\\", "\\\\").replace(unsafe, (symbol) => `\\u{${(symbol.codePointAt(0) ?? 0).toString(16)}}`);
}
