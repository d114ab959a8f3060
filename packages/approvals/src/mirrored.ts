import { type Clock, type Logger, messageOf, silentLogger } from "@moltbot/core";
import type { Approval } from "./approval.ts";
import type { PendingMirror } from "./mirror.ts";
import type { ApprovalChange, ApprovalStore, PendingQuery } from "./store.ts";

/** Parts of {@link withPendingMirror}. */
export interface MirrorOptions {
  readonly clock: Clock;
  readonly log?: Logger;
  /**
   * How long a rebuilt copy is believed, milliseconds: 5 s unless told. This bounds how long a list can be behind when
   * a process died, or lost the mirror, between writing the truth and writing the mirror, or when two processes' writes
   * reach the mirror in the wrong order.
   */
  readonly validForMs?: number;
}

/** A fast copy in front of the truth. `mirror` is for stores whose commits go another way (pairing's). */
export interface MirroredStore extends ApprovalStore {
  /** Copies changes that were committed elsewhere. Never throws. */
  mirrored(changes: readonly ApprovalChange[]): Promise<void>;
}

/**
 * Serves `pending()` from a mirror while it says that it is complete, else from `store`, and rebuilds it then. The truth
 * is written first, the mirror after. Single questions and all decisions are read from the truth, so a mirror never
 * changes one. A mirror that is lost or failing costs time and reaches the log, never the caller.
 */
export function withPendingMirror(store: ApprovalStore, mirror: PendingMirror, o: MirrorOptions): MirroredStore {
  const log = o.log ?? silentLogger;
  // Own writes that did not reach the mirror: nothing in it is believed until it has been invalidated.
  let missed = 0;
  const attempt = async <T>(what: string, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run();
    } catch (error) {
      log.warn("Mirror of pending questions failed", { what, error: messageOf(error) });
      return undefined;
    }
  };
  const mirrored = async (changes: readonly ApprovalChange[]): Promise<void> => {
    if (changes.length === 0) return;
    const done = await attempt("write", async () => {
      const { put, remove } = split(changes);
      if (put.length > 0) await mirror.put(put);
      if (remove.length > 0) await mirror.remove(remove);
      return true;
    });
    if (done === undefined) missed++;
  };
  const caughtUp = async (): Promise<boolean> => {
    if (missed === 0) return true;
    const known = missed;
    const done = await attempt("invalidate", async () => {
      await mirror.invalidate();
      return true;
    });
    // A write that failed meanwhile needs another invalidation.
    if (done !== undefined && missed === known) missed = 0;
    return missed === 0;
  };
  return {
    get: (id) => store.get(id),
    findPending: (kind, subject) => store.findPending(kind, subject),
    async pending(query: PendingQuery = {}) {
      if (!(await caughtUp())) return store.pending(query);
      const listed = await attempt("list", () => mirror.list({ ...query, now: o.clock.now() }));
      if (listed !== undefined) return listed;
      const revision = await attempt("revision", () => mirror.revision());
      if (revision === undefined) return store.pending(query);
      const all = await store.pending();
      const validUntil = o.clock.now() + (o.validForMs ?? 5000);
      await attempt("rebuild", () => mirror.rebuild(all, { revision, validUntil }));
      return pick(all, query);
    },
    async commit(commit) {
      const result = await store.commit(commit);
      if (result.status === "committed") await mirrored(commit.changes);
      return result;
    },
    mirrored,
  };
}

function split(changes: readonly ApprovalChange[]): { put: Approval[]; remove: string[] } {
  const put: Approval[] = [];
  const remove: string[] = [];
  for (const { approval } of changes) {
    if (approval.status === "pending") put.push(approval);
    else remove.push(approval.id);
  }
  return { put, remove };
}

const pick = (all: readonly Approval[], query: PendingQuery): readonly Approval[] =>
  all.filter((approval) => query.kind === undefined || approval.kind === query.kind).slice(0, query.limit);
