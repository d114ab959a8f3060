/** Every character that the name of a tool can have. */
export const glyphs = "abcdefghijklmnopqrstuvwxyz0123456789_.:/@-";

/** Place of each character in `glyphs`, by its code. */
export const glyphByCode: Uint8Array = new Uint8Array(128);
for (let i = 0; i < glyphs.length; i += 1) glyphByCode[glyphs.charCodeAt(i)] = i;

const single = Array.from(glyphs, (_, place): ReadonlySet<number> => new Set([place]));

/** Places in `glyphs` of the characters of a text. */
export function setOf(text: string): ReadonlySet<number> {
  const one = text.length === 1 ? single[glyphs.indexOf(text)] : undefined;
  if (one !== undefined) return one;
  return new Set(Array.from(text, (char) => glyphs.indexOf(char)));
}
