import { MoltbotError } from "@moltbot/core";
import { type Fence, fenceEnd, openFence } from "./fences.ts";

/** The smallest limit that {@link splitText} takes, in UTF-16 units. */
const smallest = 16;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The last place at or before `at` that does not cut a character as people see it. */
function wholeCharacter(text: string, at: number): number {
  // From the start, which is a border: counted from the middle, a row of flags would pair up wrongly.
  const cut = graphemes.segment(text.slice(0, at + 2)).containing(at)?.index ?? at;
  if (cut >= at / 2) return cut;
  // One character that fills half a message (stacked accents): keep surrogate pairs whole, at least.
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

/** The best border in `text` at or before `most`, in its second half: paragraph, line, word, else character. */
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
  /** How much of the view it took, dropped white space included. */
  readonly used: number;
  /** What the next part starts with. */
  readonly reopen: string;
}

function cutAt(view: string, at: number, dropped: RegExp): Piece {
  const white = dropped.exec(view.slice(at))?.[0].length ?? 0;
  return { text: view.slice(0, at).trimEnd(), used: at + white, reopen: "" };
}

/** The first part of `view`, which shows more than two parts if there is as much. */
function take(view: string, limit: number): Piece {
  const at = border(view, limit);
  const fence = openFence(view, at);
  if (!usable(fence, limit)) return cutAt(view, at, /^\s+/);
  if (fence.at > 0 && fenceEnd(view, fence) - fence.at <= limit) return cutAt(view, fence.at, /^$/);
  // A block longer than a message: close it here, and open it again in the next one.
  const inner = border(view, limit - fence.marker.length - 1);
  const still = openFence(view, inner);
  if (!usable(still, limit)) return cutAt(view, inner, /^\n+/);
  return {
    text: `${view.slice(0, inner)}\n${still.marker}`,
    used: view.charAt(inner) === "\n" ? inner + 1 : inner,
    reopen: `${still.opening}\n`,
  };
}

/**
 * Cuts `text` into parts of at most `limit` UTF-16 units, at paragraphs, else lines, else words, never inside a
 * surrogate pair, nor inside a character that people see as one unless that fills half a part. A block of code between
 * fences stays in one part where it fits, and is closed and opened again where it doesn't. White space at a cut is
 * dropped; text of white space only gives no part at all.
 *
 * @throws MoltbotError `invalid` for a limit below 16
 */
export function splitText(text: string, limit: number): string[] {
  if (!(limit >= smallest)) throw new MoltbotError("invalid", `A text limit of ${limit} is too small to split for.`);
  const parts: string[] = [];
  let prefix = "";
  let at = 0;
  while (prefix.length + text.length - at > limit) {
    const piece = take(prefix + text.slice(at, at + 2 * limit), limit);
    if (piece.text.trim() !== "") parts.push(piece.text);
    at += piece.used - prefix.length;
    prefix = piece.reopen;
  }
  const rest = prefix + text.slice(at);
  if (rest.trim() !== "") parts.push(rest);
  return parts;
}
