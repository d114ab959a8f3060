import { fold, longestText } from "./text.ts";

/** Names, tags or usernames of a list, found by the text that a sender uses. */
export interface LabelKeys {
  /** The entry for this text, which starts at `from`; `undefined` if no entry means it. */
  find(text: string, from?: number): string | undefined;
}

/** Enough bits that one text in sixteen or so that is not on the list is looked up in vain. */
const bitsPerKey = 16;

/**
 * Wraps folded keys so that a sender who is not on the list costs one pass over their text and one bit: no lower-case
 * copy and no look-up in a large map. Returns `undefined` for an empty map.
 */
export function labelKeys(keys: ReadonlyMap<string, string>): LabelKeys | undefined {
  if (keys.size === 0) return undefined;
  const mask = 2 ** Math.ceil(Math.log2(Math.max(1024, keys.size * bitsPerKey))) - 1;
  const bits = new Uint32Array((mask + 1) / 32);
  for (const key of keys.keys()) {
    const bit = asciiHash(key, 0) & mask;
    bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
  return {
    find(text, from = 0) {
      if (text.length > longestText) return undefined;
      const hash = asciiHash(text, from);
      if (hash >= 0) {
        const bit = hash & mask;
        if (((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return undefined;
      }
      const key = fold(from === 0 ? text : text.slice(from));
      return key === undefined ? undefined : keys.get(key);
    },
  };
}

/** A hash of visible ASCII without its case, at least 0; -1 for any other text. Only a hint: it decides nothing. */
function asciiHash(text: string, from: number): number {
  let hash = 0x811c9dc5;
  for (let place = from; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code < 32 || code > 126) return -1;
    hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code + 32 : code), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
