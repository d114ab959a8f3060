/** Most answers that are kept at a time; names come from models and servers, without end. */
export const mostRemembered = 4_096;

/** A map of bounded size for answers that can be worked out again. */
export interface Memory<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/** Two halves: when the young one is full it becomes the old one, and what was not asked for since is forgotten. */
export function memory<T>(most: number = mostRemembered): Memory<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  const set = (key: string, value: T): void => {
    if (young.size >= most / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };
  return {
    set,
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
  };
}
