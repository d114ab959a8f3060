import { MoltbotError } from "@moltbot/core";
import type { JobBoard, PostedJob } from "./job-board.ts";

/** A board in memory that several holders open, as several processes open one database. */
export interface MemoryJobHub {
  open(): JobBoard;
  /** Ends a holder the way `kill -9` does: its calls fail from now on, and its jobs are lost. */
  crash(board: JobBoard): void;
}

interface Row {
  holder: JobBoard;
  readonly job: PostedJob;
  wished: boolean;
}

/** Without any. */
export function createMemoryJobHub(): MemoryJobHub {
  const rows = new Map<string, Row>();
  const dead = new WeakSet<JobBoard>();
  const alive = (board: JobBoard): void => {
    if (dead.has(board)) throw new MoltbotError("unavailable", "This process has ended");
  };
  const oldest = (some: readonly Row[]): readonly PostedJob[] =>
    some.map(({ job }) => job).sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  return {
    crash: (board) => void dead.add(board),
    open() {
      const board: JobBoard = {
        async post(job) {
          alive(board);
          const known = rows.get(job.id);
          if (known === undefined || known.holder === board)
            rows.set(job.id, { holder: board, job, wished: known?.wished ?? false });
        },
        async remove(id) {
          alive(board);
          if (rows.get(id)?.holder === board) rows.delete(id);
        },
        async list(session) {
          alive(board);
          return oldest([...rows.values()].filter(({ job, holder }) => job.session === session && !dead.has(holder)));
        },
        async wishEnd(id, session) {
          alive(board);
          const row = rows.get(id);
          if (row === undefined || row.job.session !== session || dead.has(row.holder)) return false;
          row.wished = true;
          return true;
        },
        async wished() {
          alive(board);
          return [...rows.values()].filter((row) => row.wished && row.holder === board).map(({ job }) => job.id);
        },
        async takeLost() {
          alive(board);
          const lost = [...rows.values()].filter(({ holder }) => dead.has(holder));
          for (const row of lost) row.holder = board;
          return oldest(lost);
        },
      };
      return board;
    },
  };
}
