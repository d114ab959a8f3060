/** Every character that the name of a tool can have. */
export const glyphs = "abcdefghijklmnopqrstuvwxyz0123456789_.:/@-";

/** Place of each character in `glyphs`, by its code. */
export const glyphByCode: Uint8Array = new Uint8Array(128);
for (let i = 0; i < glyphs.length; i += 1) glyphByCode[glyphs.charCodeAt(i)] = i;

/** Some of `glyphs`: 1 at the places of those that are in it. */
export type GlyphSet = Readonly<Uint8Array>;

const single = Array.from(glyphs, (_, place): GlyphSet => new Uint8Array(glyphs.length).fill(1, place, place + 1));

/** The characters of a text. */
export function setOf(text: string): GlyphSet {
  const one = text.length === 1 ? single[glyphs.indexOf(text)] : undefined;
  if (one !== undefined) return one;
  const set = new Uint8Array(glyphs.length);
  for (const char of text) set[glyphs.indexOf(char)] = 1;
  return set;
}
