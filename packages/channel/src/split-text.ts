import { MoltbotError } from "@moltbot/core";
import { type Fence, fenceEnd, openFence } from "./fences.ts";

/** The smallest limit that {@link splitText} takes, in UTF-16 units. */
const smallest = 16;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The last place at or before `at` that does not cut a character as people see it. */
function wholeCharacter(text: string, at: number): number {
  // The window is small, so that a text of megabytes costs no more than a short one.
  const from = Math.max(0, at - 128);
  const start = /[\udc00-\udfff]/.test(text.charAt(from)) ? from + 1 : from;
  const cut = graphemes.segment(text.slice(start, at + 64)).containing(at - start);
  if (cut !== undefined && cut.index > 0) return start + cut.index;
  if (cut === undefined || (cut.index === 0 && start === at)) return at;
  // One character that is longer than the window (stacked accents): keep surrogate pairs whole, at least.
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

/** The best border in `text` at or before `most`: paragraph, line, word, else between two characters. */
function border(text: string, most: number): number {
  const least = Math.floor(most / 2);
  for (const mark of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(mark, most);
    if (at >= least && at > 0) return at;
  }
  return wholeCharacter(text, most);
}

function usable(fence: Fence | undefined, limit: number): fence is Fence {
  return fence !== undefined && fence.opening.length + fence.marker.length + 2 <= limit / 4;
}

interface Piece {
  readonly text: string;
  readonly rest: string;
}

function take(text: string, limit: number): Piece {
  const at = border(text, limit);
  const fence = openFence(text, at);
  if (!usable(fence, limit)) return { text: text.slice(0, at).trimEnd(), rest: text.slice(at).replace(/^\s+/, "") };
  if (fence.at > 0 && fenceEnd(text, fence) - fence.at <= limit) {
    return { text: text.slice(0, fence.at).trimEnd(), rest: text.slice(fence.at) };
  }
  // A block longer than a message: close it here, and open it again in the next one.
  const inner = border(text, limit - fence.marker.length - 1);
  const still = openFence(text, inner);
  if (!usable(still, limit))
    return { text: text.slice(0, inner).trimEnd(), rest: text.slice(inner).replace(/^\n+/, "") };
  const rest = text.slice(inner).replace(/^\n/, "");
  return { text: `${text.slice(0, inner)}\n${still.marker}`, rest: `${still.opening}\n${rest}` };
}

/**
 * Cuts `text` into parts of at most `limit` UTF-16 units, at paragraphs, else lines, else words, never inside a
 * surrogate pair or a character that people see as one. A block of code between fences stays in one part where it
 * fits, and is closed and opened again where it doesn't. White space at a cut is dropped; text of white space only
 * gives no part at all.
 *
 * @throws MoltbotError `invalid` for a limit below 16
 */
export function splitText(text: string, limit: number): string[] {
  if (!(limit >= smallest)) throw new MoltbotError("invalid", `A text limit of ${limit} is too small to split for.`);
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const piece = take(rest, limit);
    if (piece.text.trim() !== "") parts.push(piece.text);
    rest = piece.rest;
  }
  if (rest.trim() !== "") parts.push(rest);
  return parts;
}
