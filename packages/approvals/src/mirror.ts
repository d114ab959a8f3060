import type { Approval } from "./approval.ts";
import { selectPending } from "./memory.ts";
import type { PendingQuery } from "./store.ts";

/**
 * A fast copy of the pending questions (what Redis keeps). It may be lost at any time; it never decides anything. Every
 * method may throw.
 */
export interface PendingMirror {
  /** Adds or replaces questions and raises the revision. */
  put(approvals: readonly Approval[]): Promise<void>;
  /** Removes questions and raises the revision. */
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Pending questions, oldest first (`createdAt`, then `id`), or `undefined` when the copy may be incomplete: never
   * built, lost, invalidated, or `now` has reached the `validUntil` of the last rebuild.
   */
  list(query: PendingQuery & { readonly now: number }): Promise<readonly Approval[] | undefined>;
  /** Makes `list` answer `undefined` until the next rebuild, and raises the revision. */
  invalidate(): Promise<void>;
  /** A number that every other write raises. A lost mirror starts over, at 0. */
  revision(): Promise<number>;
  /**
   * Replaces the whole copy and makes it complete, unless the revision is no longer the one read before `all` was read
   * from the truth: then it changes nothing and answers `false`.
   */
  rebuild(all: readonly Approval[], o: { revision: number; validUntil: number }): Promise<boolean>;
}

/** A {@link PendingMirror} of one process. */
export function createMemoryMirror(): PendingMirror {
  let rows = new Map<string, Approval>();
  let validUntil = Number.NEGATIVE_INFINITY;
  let revision = 0;
  return {
    async put(approvals) {
      revision++;
      for (const approval of approvals) rows.set(approval.id, approval);
    },
    async remove(ids) {
      revision++;
      for (const id of ids) rows.delete(id);
    },
    async list({ now, ...query }) {
      return now < validUntil ? selectPending(rows.values(), query) : undefined;
    },
    async invalidate() {
      revision++;
      validUntil = Number.NEGATIVE_INFINITY;
    },
    async revision() {
      return revision;
    },
    async rebuild(all, o) {
      if (o.revision !== revision) return false;
      rows = new Map(all.map((approval) => [approval.id, approval]));
      validUntil = o.validUntil;
      return true;
    },
  };
}
