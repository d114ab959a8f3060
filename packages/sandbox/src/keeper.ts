import type { Clock, Logger } from "@moltbot/core";
import { messageOf } from "@moltbot/core";
import type { Cell } from "./engine.ts";

/** A cell and who uses it. */
export interface KeptCell {
  readonly cell: Cell;
  readonly hash: string;
  readonly startedAt: number;
  lastUsed: number;
  active: number;
  /** New calls go to another one; it is stopped when the last call has ended. */
  isRetired: boolean;
}

/** Keeps count of the cells, so that each is stopped when nobody needs it, and none is forgotten. */
export interface Keeper {
  add(cell: Cell, hash: string): KeptCell;
  /** Counts a call; the returned function counts it off. */
  use(kept: KeptCell): () => void;
  /** Lets no new call in, and stops it as soon as the last one has ended. */
  retire(kept: KeptCell): Promise<void>;
  /** Stops it now. A failure is logged, and tried again by {@link retry}. */
  stop(kept: KeptCell): Promise<void>;
  retry(): Promise<void>;
  ids(): ReadonlySet<string>;
  all(): readonly KeptCell[];
}

/** No cells yet. */
export function createKeeper(o: { clock: Clock; log: Logger }): Keeper {
  const cells = new Set<KeptCell>();
  const failed = new Set<KeptCell>();
  const stop = async (kept: KeptCell): Promise<void> => {
    kept.isRetired = true;
    try {
      await kept.cell.stop();
      cells.delete(kept);
      failed.delete(kept);
    } catch (error) {
      failed.add(kept);
      o.log.warn("a sandbox could not be removed yet", { id: kept.cell.id, because: messageOf(error) });
    }
  };
  return {
    add(cell, hash) {
      const now = o.clock.now();
      const kept: KeptCell = { cell, hash, startedAt: now, lastUsed: now, active: 0, isRetired: false };
      cells.add(kept);
      void cell.lost.then(() => {
        if (!cells.has(kept) || kept.isRetired) return;
        kept.isRetired = true;
        void stop(kept);
      });
      return kept;
    },
    use(kept) {
      kept.active++;
      kept.lastUsed = o.clock.now();
      return () => {
        kept.active--;
        kept.lastUsed = o.clock.now();
        if (kept.isRetired && kept.active === 0) void stop(kept);
      };
    },
    async retire(kept) {
      kept.isRetired = true;
      if (kept.active === 0) await stop(kept);
    },
    stop,
    async retry() {
      await Promise.all([...failed].map(stop));
    },
    ids: () => new Set([...cells].map(({ cell }) => cell.id)),
    all: () => [...cells],
  };
}
