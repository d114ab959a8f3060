/** Runs one after the other what a client sends, and tells when too much waits. */
export interface Turns {
  /** `false`: too much waits already. */
  take(work: () => Promise<void>): boolean;
}

/** At most `most` pieces of work at once, the running one included; `failed` hears what one throws. */
export function createTurns(most: number, failed: (error: unknown) => void): Turns {
  let waiting = 0;
  let last = Promise.resolve();
  return {
    take(work) {
      if (waiting >= most) return false;
      waiting += 1;
      last = last
        .then(work)
        .catch(failed)
        .finally(() => {
          waiting -= 1;
        });
      return true;
    },
  };
}
