import type { DomainEvent } from "@moltbot/core";
import type { Approval } from "./approval.ts";
import type { ApprovalChange, ApprovalStore, PendingQuery } from "./store.ts";

/** Receives the events of a commit, in the same step as its changes (for example `record` of a memory audit log). */
export type EventSink = (events: readonly DomainEvent[]) => void;

/** Questions in memory. `check` and `apply` let another memory store put questions into its own commits. */
export interface MemoryApprovals extends ApprovalStore {
  /** Why these changes cannot be written, or `undefined`. */
  check(changes: readonly ApprovalChange[]): string | undefined;
  /** Writes changes that {@link check} passed. */
  apply(changes: readonly ApprovalChange[]): void;
  /** Removes a question. */
  discard(id: string): void;
  /** What `get` gives, at once: for another memory store's own commits. */
  read(id: string): Approval | undefined;
  /** Every question there is, in no order. */
  all(): Iterable<Approval>;
}

const slot = (approval: { kind: string; subject: string }): string => JSON.stringify([approval.kind, approval.subject]);

/** Oldest first: `createdAt`, then `id`. */
export function byAge(a: Approval, b: Approval): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** An {@link ApprovalStore} of one process, for tests and for programs that need no memory of their questions. */
export function createMemoryApprovals(o: { record?: EventSink } = {}): MemoryApprovals {
  const rows = new Map<string, Approval>();
  const pendingBySlot = new Map<string, string>();
  const check = (changes: readonly ApprovalChange[]): string | undefined => {
    const taken = new Map<string, string | undefined>();
    for (const change of changes) {
      const { approval } = change;
      const stored = rows.get(approval.id);
      if (change.type === "file" && stored !== undefined) return `${approval.id} exists`;
      if (change.type === "update" && stored?.version !== change.expectedVersion) return `${approval.id} has changed`;
      const key = slot(approval);
      const holder = taken.has(key) ? taken.get(key) : pendingBySlot.get(key);
      if (approval.status === "pending") {
        if (holder !== undefined && holder !== approval.id) return `${holder} is pending for the same subject`;
        taken.set(key, approval.id);
      } else if (holder === approval.id) taken.set(key, undefined);
    }
    return undefined;
  };
  const apply = (changes: readonly ApprovalChange[]): void => {
    for (const { approval } of changes) {
      rows.set(approval.id, approval);
      if (approval.status === "pending") pendingBySlot.set(slot(approval), approval.id);
      else if (pendingBySlot.get(slot(approval)) === approval.id) pendingBySlot.delete(slot(approval));
    }
  };
  return {
    check,
    apply,
    discard(id) {
      const approval = rows.get(id);
      if (approval !== undefined && pendingBySlot.get(slot(approval)) === id) pendingBySlot.delete(slot(approval));
      rows.delete(id);
    },
    read: (id) => rows.get(id),
    all: () => rows.values(),
    async get(id) {
      return rows.get(id);
    },
    async findPending(kind, subject) {
      const id = pendingBySlot.get(slot({ kind, subject }));
      return id === undefined ? undefined : rows.get(id);
    },
    async pending(query = {}) {
      return selectPending(
        [...pendingBySlot.values()].flatMap((id) => rows.get(id) ?? []),
        query,
      );
    },
    async commit({ changes, events }) {
      const because = check(changes);
      if (because !== undefined) return { status: "conflict", because };
      apply(changes);
      o.record?.(events);
      return { status: "committed" };
    },
  };
}

/** Orders and filters pending questions as {@link PendingQuery} asks. */
export function selectPending(approvals: Iterable<Approval>, query: PendingQuery): readonly Approval[] {
  const wanted = [...approvals].filter((approval) => query.kind === undefined || approval.kind === query.kind);
  return wanted.sort(byAge).slice(0, query.limit);
}
