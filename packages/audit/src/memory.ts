import { type DomainEvent, MoltbotError, type Random } from "@moltbot/core";
import { emptyChain, sealRows, verifyChain } from "./chain.ts";
import { pageSize, rowFilter } from "./filter.ts";
import type { AuditLog, AuditPage, AuditQuery, ChainHead } from "./log.ts";
import { type Erasing, readErasing, withoutPerson } from "./personal.ts";
import { toRecord } from "./record.ts";
import { type StoredAuditRow, toRow } from "./row.ts";

/** A log in memory. `record` lets a memory store write its events in the same step as its changes. */
export interface MemoryAudit extends AuditLog {
  record(events: readonly DomainEvent[]): void;
}

/**
 * An {@link AuditLog} of one process, for tests and for programs that need no memory of their past. `rows` is where it
 * keeps them, oldest first; two logs may share one array.
 */
export function createMemoryAudit(o: { random: Random; rows?: StoredAuditRow[] }): MemoryAudit {
  const rows = o.rows ?? [];
  const head = (): ChainHead => {
    const last = rows.findLast((row) => row.seq !== undefined);
    return last === undefined ? emptyChain : { seq: last.seq ?? 0, hash: last.hash ?? "" };
  };
  const record = (events: readonly DomainEvent[]): void => {
    rows.push(...events.map((event) => toRow(event, o)));
  };
  const seal = (): number => {
    const open = rows.filter((row) => row.seq === undefined);
    const seals = new Map(sealRows(head(), open).map(({ id, ...link }) => [id, link]));
    for (const [at, row] of rows.entries()) rows[at] = { ...row, ...seals.get(row.id) };
    return open.length;
  };
  return {
    record,
    async append(events) {
      record(events);
    },
    async query(query) {
      return page(rows, query);
    },
    async seal() {
      return seal();
    },
    async verify(options) {
      seal();
      return verifyChain(
        rows.toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0)),
        options,
      );
    },
    erase: async (person, options) => forget(rows, readErasing({ person, ...options }), options?.dryRun),
    pseudonymise: async (person, pseudonym, options) =>
      forget(rows, readErasing({ person, pseudonym, ...options }), options?.dryRun),
  };
}

function forget(rows: StoredAuditRow[], erasing: Erasing, dryRun = false): number {
  let changed = 0;
  for (const [at, row] of rows.entries()) {
    const left = withoutPerson(row, erasing);
    if (left === "unchanged") continue;
    changed += 1;
    const { personal: _before, ...rest } = row;
    if (!dryRun) rows[at] = left === undefined ? rest : { ...rest, personal: left };
  }
  return changed;
}

function page(rows: readonly StoredAuditRow[], query: AuditQuery): AuditPage {
  const size = pageSize(query.limit);
  const fits = rowFilter(query);
  let at = query.cursor === undefined ? rows.length : readCursor(query.cursor);
  const records: ReturnType<typeof toRecord>[] = [];
  while (--at >= 0) {
    const row = rows[at];
    if (row === undefined || !fits(row)) continue;
    // One more than the page holds: only then is there a next one.
    if (records.length === size) return { records, next: String(at + 1) };
    records.push(toRecord(row));
  }
  return { records };
}

function readCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new MoltbotError("invalid", "This is not a cursor of the audit log", { hint: "Start again without a cursor." });
}
