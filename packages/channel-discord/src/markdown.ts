import { splitText } from "@moltbot/channel";
import { MoltbotError } from "@moltbot/core";

/** The longest text of one Discord message, in UTF-16 units. */
export const textLimit = 2000;

// Whatever opens a mark anywhere: emphasis, spoilers, code, links, mentions, custom emoji, timestamps.
const anywhere = /[\\*~`|[\]<]/g;
// An underscore between letters marks nothing, and ids such as pair_… stay easy to copy.
const underscore = /(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;
// Headings, quotes, bullets and small print; numbered lists, which Discord would number anew.
const lineStart = /^([ \t]*)(?:([#>+-])|(\d+)([.)]))/gm;
// The address of a link, and the name of an emoji between colons.
const colon = /:(?=\/\/|[\w+-]+:)/g;
const everyone = /@(?=everyone|here)/g;

/** `text` as Discord's markup for exactly that text: nothing in it is bold, hidden, a link, a mention or a list. */
export function escapeText(text: string): string {
  return text
    .replace(anywhere, "\\$&")
    .replace(underscore, "\\_")
    .replace(colon, "\\:")
    .replace(everyone, "\\@")
    .replace(lineStart, (_all, space: string, mark?: string, digits?: string, dot?: string) =>
      mark === undefined ? `${space}${digits}\\${dot}` : `${space}\\${mark}`,
    );
}

function fit(text: string, limit: number): string[] {
  return splitText(text, limit).flatMap((part) => {
    const escaped = escapeText(part);
    // Marks make text longer, twice as long at worst.
    return escaped.length <= textLimit ? [escaped] : fit(part, Math.floor(part.length / 2));
  });
}

/**
 * The messages that show `text`, each of at most 2,000 units, marks included.
 * @throws MoltbotError `invalid` when there is nothing to show
 */
export function partsOf(text: string): string[] {
  // Lone halves of a surrogate pair would make Discord refuse the whole message.
  const parts = fit(text.replace(/\p{Surrogate}/gu, "\ufffd"), textLimit);
  if (parts.length === 0) throw new MoltbotError("invalid", "A Discord message needs text.");
  return parts;
}
