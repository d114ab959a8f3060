// Controls, everything Unicode calls default-ignorable (zero-width, bidi, joiners, fillers, variation selectors, tags,
// the byte order mark), line and paragraph separators, interlinear marks, the blank Braille pattern, lone surrogates.
const unsafe = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}\u2800\ufff9-\ufffb]/gu;

// Enough for every living script; more is a stack of marks that climbs over the lines around it.
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

/** Whether `text` holds a character that a reader cannot see or that changes how the rest is shown. */
export function hasUnsafeText(text: string): boolean {
  unsafe.lastIndex = 0;
  return unsafe.test(text);
}

/**
 * Untrusted text made harmless for one line of a terminal, log, card or page: invisible and control characters become
 * a space or vanish, runs of white space fold, piled-up accents are cut, and what is longer than `max` characters
 * (default 200) ends in `…`. What is not text becomes `""`. It does not escape markup: pages still do that.
 */
export function plainText(text: unknown, max = 200): string {
  if (typeof text !== "string" || max < 1) return "";
  const source = text.slice(0, max * 8);
  const clean = source
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, " ")
    .replace(unsafe, "")
    .replace(stackedMarks, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  const symbols = [...clean];
  if (symbols.length <= max && source.length === text.length) return clean;
  return `${symbols.slice(0, max - 1).join("")}…`;
}

/** Exact text with every unsafe character written as `\u{…}`, so that two texts that differ never look the same. */
export function visibleText(text: string): string {
  return text.replaceAll("\\", "\\\\").replace(unsafe, (symbol) => `\\u{${(symbol.codePointAt(0) ?? 0).toString(16)}}`);
}
