/** One way to echo messages on a platform: ours, or the bare library's. */
export interface Contender {
  readonly name: string;
  /** Sends `total` messages from `people` people at once; resolves when every one was echoed. */
  run(total: number): Promise<void>;
  stop(): Promise<void>;
}

/** A platform with both contenders, connected. */
export interface Stage {
  readonly library: string;
  /** Messages of one round. */
  readonly total: number;
  readonly ours: Contender;
  readonly bare: Contender;
}

/** Resolves when `count` calls came since the last round; for servers that tell of every call. */
export function createCounter(): { reach(count: number): Promise<void>; one(): void } {
  let left = 0;
  let done = (): void => {};
  return {
    reach(count) {
      left = count;
      return new Promise((resolve) => {
        done = resolve;
      });
    },
    one() {
      left -= 1;
      if (left === 0) done();
    },
  };
}
