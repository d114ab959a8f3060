/** Most answers that are kept at a time; names come from models and servers, without end. */
export const mostRemembered = 4_096;

/** A map of bounded size for answers that can be worked out again. */
export interface Memory<T> {
  /** Null for a fixed key that has no answer yet; undefined for any other. */
  get(key: string): T | null | undefined;
  set(key: string, value: T): void;
  /** Like `set`, but only for a key that was offered before, a short time ago. */
  offer(key: string, value: T): void;
}

const places = 256;

/** Two keys with one print are taken for the same, which only lets the second in early. */
function printOf(key: string): number {
  const last = key.length - 1;
  const ends = Math.imul(key.charCodeAt(0), 31) + key.charCodeAt(last);
  const inner = Math.imul(key.charCodeAt(last >> 1), 7_919) + key.charCodeAt(last - 1);
  return (Math.imul(ends, 104_729) + Math.imul(inner, 31) + last) | 0;
}

/**
 * Keeps up to `most` answers beside those for the `fixed` keys, which one look-up thereby tells from all others. When it
 * is full, all is forgotten: what is in use is back after a question or two.
 */
export function memory<T>(fixed: ReadonlySet<string>, most: number = mostRemembered): Memory<T> {
  const empty = (): Map<string, T | null> => new Map(Array.from(fixed, (key) => [key, null]));
  let answers = empty();
  const offered = new Int32Array(places);
  const set = (key: string, value: T): void => {
    if (answers.size >= fixed.size + most) answers = empty();
    answers.set(key, value);
  };
  return {
    set,
    get: (key) => answers.get(key),
    offer(key, value) {
      const print = printOf(key);
      const place = print & (places - 1);
      if (offered[place] === print) set(key, value);
      else offered[place] = print;
    },
  };
}
