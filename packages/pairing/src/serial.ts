/** Runs tasks with the same key one after the other, in this process. */
export function createSerial(): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (key, run) => {
    const turn = (tails.get(key) ?? Promise.resolve()).then(run);
    const tail = turn
      .catch(() => {})
      .then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
    tails.set(key, tail);
    return turn;
  };
}
