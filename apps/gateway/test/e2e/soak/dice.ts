/** Chance that repeats itself: the same seed leads to the same throws. */
export interface Dice {
  /** True once in `n` throws on average. */
  oneIn(n: number): boolean;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
}

/** Mulberry32. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    oneIn: (n) => next() * n < 1,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
  };
}
