/** Says of a text that it is on a list for sure not, or perhaps. A hint that saves look-ups: it decides nothing. */
export interface Filter {
  /** `false`: no key equals the text that starts at `from`, not even without ASCII case. */
  mayHold(text: string, from?: number): boolean;
}

/** Enough bits that one text in sixteen or so that is not on the list is looked up in vain. */
const bitsPerKey = 16;

/** A set, or the keys of a map. */
interface Keyed {
  readonly size: number;
  keys(): Iterable<string>;
}

/**
 * A filter over all keys of `lists`, two bytes each: it stays in the processor's cache long after a large map does not, so
 * whoever is not on a long list costs one pass over their text and one bit.
 */
export function createFilter(lists: readonly Keyed[]): Filter {
  const count = lists.reduce((sum, list) => sum + list.size, 0);
  const mask = 2 ** Math.ceil(Math.log2(Math.max(1024, count * bitsPerKey))) - 1;
  const bits = new Uint32Array((mask + 1) / 32);
  const beginnings = new Uint8Array(128 * 128);
  for (const list of lists) {
    for (const key of list.keys()) {
      const bit = asciiHash(key, 0) & mask;
      bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
      const beginning = beginningOf(key, 0);
      if (beginning >= 0) beginnings[beginning] = 1;
    }
  }
  return {
    mayHold(text, from = 0) {
      // Three ASCII units mean that composing changes none of the first two: most strangers end here.
      if (text.charCodeAt(from + 2) < 128) {
        const beginning = beginningOf(text, from);
        if (beginning >= 0 && beginnings[beginning] === 0) return false;
      }
      const hash = asciiHash(text, from);
      if (hash < 0) return true;
      const bit = hash & mask;
      return ((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
    },
  };
}

/** The first two units of a text without ASCII case as one number; -1 when they are not both ASCII. */
function beginningOf(text: string, from: number): number {
  const first = text.charCodeAt(from);
  const second = text.charCodeAt(from + 1);
  return first < 128 && second < 128 ? (lower(first) << 7) | lower(second) : -1;
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** A hash of visible ASCII without its case, at least 0; -1 for any other text. */
function asciiHash(text: string, from: number): number {
  let hash = 0x811c9dc5;
  for (let place = from; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code < 32 || code > 126) return -1;
    hash = Math.imul(hash ^ lower(code), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
