/** Runs tasks of one key one after the other, and different keys at the same time. */
export interface Lanes {
  /** Resolves or rejects as `task` does; a failed task does not hold up the next one. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>;
  /** Resolves when everything that was asked for so far has ended. */
  idle(): Promise<void>;
}

/** Keeps order within a conversation without making conversations wait for each other. Empty lanes cost nothing. */
export function createLanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, task) {
      const before = tails.get(key);
      const mine = before === undefined ? task() : before.then(task, task);
      const tail = mine.then(
        () => undefined,
        () => undefined,
      );
      tails.set(key, tail);
      void tail.then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      return mine;
    },
    async idle() {
      await Promise.all(tails.values());
    },
  };
}
