import { MoltbotError } from "@moltbot/core";
import { type Grant, isLive } from "./grant.ts";
import type { Coverage, GrantChange, GrantCommit, GrantQuery, GrantStore } from "./grant-store.ts";
import type { EventSink, MemoryApprovals } from "./memory.ts";
import { openRuns } from "./memory-runs.ts";
import type { Run } from "./run.ts";

/** Parts of a memory store of grants. */
export interface MemoryGrantsOptions {
  /** The questions that grants and runs come from. */
  readonly approvals: Pick<MemoryApprovals, "all" | "read">;
  readonly record?: EventSink;
}

/** Grants in memory that several holders open, as several processes open one database. */
export interface MemoryGrantHub {
  open(): GrantStore;
  /** Ends a holder the way `kill -9` does: its calls fail from now on, and its runs are orphaned. */
  crash(store: GrantStore): void;
}

type GrantRows = Pick<GrantStore, "get" | "find" | "list" | "commit">;

const slot = (grant: Grant): string => JSON.stringify([grant.kind, grant.agent, grant.subject, grant.session ?? null]);

/** Newest first: `grantedAt`, then `id`. */
function byNovelty(a: Grant, b: Grant): number {
  return b.grantedAt - a.grantedAt || (a.id < b.id ? 1 : -1);
}

const covers = (grant: Grant, wanted: Coverage): boolean =>
  grant.kind === wanted.kind &&
  grant.subject === wanted.subject &&
  grant.agent === wanted.agent &&
  (grant.scope === "always" || grant.session === wanted.session) &&
  isLive(grant, wanted.now);

const selects = (grant: Grant, q: GrantQuery): boolean =>
  (q.kind === undefined || grant.kind === q.kind) &&
  (q.agent === undefined || grant.agent === q.agent) &&
  (q.subject === undefined || grant.subject === q.subject) &&
  (q.session === undefined || grant.session === q.session) &&
  (q.live !== true || isLive(grant, q.now));

/** Carries out one change on `rows`; gives back why it cannot be. */
function apply(
  rows: Map<string, Grant>,
  change: GrantChange,
  approvals: MemoryGrantsOptions["approvals"],
): string | undefined {
  if (change.type === "grant") {
    const { grant } = change;
    const from = approvals.read(grant.approval);
    if (from?.kind !== grant.kind || from.status !== "approved") {
      throw new MoltbotError("invalid", "A grant comes from an approved question of its kind");
    }
    if (rows.has(grant.id)) return `${grant.id} exists`;
    for (const other of rows.values()) {
      if (slot(other) === slot(grant) && isLive(other, grant.grantedAt)) return `${other.id} grants the same`;
    }
    rows.set(grant.id, grant);
    return undefined;
  }
  const stored = rows.get(change.id);
  if (change.type === "use") {
    return stored === undefined || !isLive(stored, change.at) ? `${change.id} does not hold` : undefined;
  }
  if (stored === undefined || stored.version !== change.expectedVersion || stored.revokedAt !== undefined) {
    return `${change.id} has changed`;
  }
  const by = change.by === undefined ? {} : { revokedBy: change.by };
  rows.set(stored.id, { ...stored, revokedAt: change.at, ...by, version: stored.version + 1 });
  return undefined;
}

function grantRows(o: MemoryGrantsOptions): GrantRows {
  let rows = new Map<string, Grant>();
  return {
    async get(id) {
      return rows.get(id);
    },
    async find(wanted) {
      const found = [...rows.values()].filter((grant) => covers(grant, wanted)).sort(byNovelty);
      return found.find((grant) => grant.scope === "always") ?? found[0];
    },
    async list(query) {
      const found = [...rows.values()].filter((grant) => selects(grant, query));
      return found.sort(byNovelty).slice(0, query.limit);
    },
    async commit({ changes, events }: GrantCommit) {
      const next = new Map(rows);
      const ordered = [...changes].sort((a, b) => Number(a.type === "grant") - Number(b.type === "grant"));
      for (const change of ordered) {
        const because = apply(next, change, o.approvals);
        if (because !== undefined) return { status: "conflict", because };
      }
      rows = next;
      o.record?.(events);
      return { status: "committed" };
    },
  };
}

/** Creates an empty hub. Nothing survives the process. */
export function createMemoryGrantHub(o: MemoryGrantsOptions): MemoryGrantHub {
  const grants = grantRows(o);
  const runs = new Map<string, Run>();
  const alive = new Set<string>();
  let holders = 0;
  return {
    open() {
      const holder = `${++holders}`;
      alive.add(holder);
      // Everything happens in one turn inside a call, so every call is a transaction.
      const living = (): void => {
        if (!alive.has(holder)) throw new MoltbotError("unavailable", "This holder of the store is dead");
      };
      const guarded = <Asked extends unknown[], Answer>(call: (...asked: Asked) => Promise<Answer>) => {
        return async (...asked: Asked): Promise<Answer> => {
          living();
          return call(...asked);
        };
      };
      const mine = openRuns({ ...o, runs, alive, holder });
      return {
        holder,
        get: guarded(grants.get),
        find: guarded(grants.find),
        list: guarded(grants.list),
        commit: guarded(grants.commit),
        approvedUnclaimed: guarded(mine.approvedUnclaimed),
        run: guarded(mine.run),
        claimRun: guarded(mine.claimRun),
        skipRun: guarded(mine.skipRun),
        finishRun: guarded(mine.finishRun),
        unfinishedRuns: guarded(mine.unfinishedRuns),
        loseRun: guarded(mine.loseRun),
      };
    },
    crash(store) {
      alive.delete(store.holder);
    },
  };
}

/** A {@link GrantStore} of one process, for tests and for programs that need no memory of their grants. */
export function createMemoryGrants(o: MemoryGrantsOptions): GrantStore {
  return createMemoryGrantHub(o).open();
}
