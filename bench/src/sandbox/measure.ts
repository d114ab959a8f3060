/** Times of a call, in milliseconds, sorted. */
export async function timed(count: number, call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

/** A quantile of sorted times. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

/** Calls per second of several callers at once, each making `count` calls. */
export async function rate(callers: readonly (() => Promise<unknown>)[], count: number): Promise<number> {
  const start = performance.now();
  await Promise.all(
    callers.map(async (call) => {
      for (let i = 0; i < count; i++) await call();
    }),
  );
  return (callers.length * count * 1000) / (performance.now() - start);
}
