import { hasUnsafeText, MoltbotError, plainText } from "@moltbot/core";

const form = /^\p{L}[\p{L}\p{M}\p{N}_.-]{0,31}$/u;
/** What names the operator in votes can name nobody else. */
const taken = new Set(["operator", "config"]);

/**
 * A label as it is kept: without `@`, composed, ASCII letters small, so that it compares as tags do (SPEC R2.4).
 * @throws MoltbotError `invalid`
 */
export function readLabel(text: string): string {
  return readWord(text.startsWith("@") ? text.slice(1) : text, {
    what: "a label",
    hint: "Write @ and 1 to 32 letters, digits, _, - or dots, a letter first: @family.",
  });
}

/**
 * The name of a linked person as it is kept.
 * @throws MoltbotError `invalid`
 */
export function readPersonName(text: string): string {
  const name = readWord(text, {
    what: "a name for a person",
    hint: "Write 1 to 32 letters, digits, _, - or dots, a letter first: anna.",
  });
  if (!taken.has(name)) return name;
  throw new MoltbotError("invalid", `"${name}" is nobody's name`, { hint: "Choose another one." });
}

function readWord(text: string, o: { what: string; hint: string }): string {
  const composed = text.normalize("NFC").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  // A code point that composing changes alone is a look-alike, such as the KELVIN SIGN.
  const mended = [...text].some((symbol) => symbol.normalize("NFC") !== symbol);
  if (!mended && form.test(composed) && !hasUnsafeText(composed)) return composed;
  throw new MoltbotError("invalid", `"${plainText(text, 60)}" is not ${o.what}`, { hint: o.hint });
}
