import { createFilter } from "./filter.ts";
import { fold, longestText } from "./text.ts";

/** Names, tags or usernames of a list, found by the text that a sender uses. */
export interface LabelKeys {
  /** The entry for this text, which starts at `from`; `undefined` if no entry means it. */
  find(text: string, from?: number): string | undefined;
}

/** Wraps folded keys so that most senders need neither a lower-case copy nor a look-up; `undefined` for an empty map. */
export function labelKeys(keys: ReadonlyMap<string, string>): LabelKeys | undefined {
  if (keys.size === 0) return undefined;
  const filter = createFilter([keys]);
  return {
    find(text, from = 0) {
      if (text.length > longestText || !filter.mayHold(text, from)) return undefined;
      const key = fold(from === 0 ? text : text.slice(from));
      return key === undefined ? undefined : keys.get(key);
    },
  };
}
