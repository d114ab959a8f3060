import type { Keeper, KeptCell } from "./keeper.ts";

/** A call that runs, as those see it who may have to end it. */
export interface Use {
  readonly kept: KeptCell;
  /** In which settings it may do more than it could if it began now. */
  narrowed(): Promise<readonly string[]>;
  /** Has it end as narrowed. */
  end(narrowed: readonly string[]): void;
}

/** The calls that run, in all sandboxes. */
export interface Uses {
  /** Goes up with each review: whoever read settings before must read them again. */
  generation(): number;
  /** Counts a call; the returned function counts it off. */
  add(use: Use): () => void;
  /** Ends what may do too much, and says how many calls that were. */
  review(): Promise<number>;
}

/** None yet. */
export function createUses(keeper: Pick<Keeper, "stop">): Uses {
  const uses = new Set<Use>();
  let generation = 0;
  async function endIn(kept: KeptCell, narrowed: readonly string[]): Promise<number> {
    // Whatever a call left behind goes too, so that all calls of a cell end with it.
    const ended = [...uses].filter((use) => use.kept === kept);
    for (const use of ended) use.end(narrowed);
    await keeper.stop(kept);
    return ended.length;
  }
  return {
    generation: () => generation,
    add(use) {
      uses.add(use);
      return () => uses.delete(use);
    },
    async review() {
      generation++;
      const cells = new Map<KeptCell, Set<string>>();
      const look = async (use: Use): Promise<void> => {
        const names = cells.get(use.kept) ?? new Set();
        for (const name of await use.narrowed()) cells.set(use.kept, names.add(name));
      };
      await Promise.all([...uses].map(look));
      const counts = await Promise.all([...cells].map(([kept, names]) => endIn(kept, [...names])));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
