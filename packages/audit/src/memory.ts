import { type DomainEvent, MoltbotError, type Random } from "@moltbot/core";
import { emptyChain, retireBatch, retiredEvent, sealRows, verifyChain } from "./chain.ts";
import { pageSize, rowFilter } from "./filter.ts";
import type { AuditLog, AuditPage, AuditQuery, ChainHead } from "./log.ts";
import { type Erasing, readErasing, withoutPerson } from "./personal.ts";
import { toRecord } from "./record.ts";
import { type StoredAuditRow, toRow } from "./row.ts";
import { tallyRows } from "./tally.ts";

/** A log in memory. `record` lets a memory store write its events in the same step as its changes. */
export interface MemoryAudit extends AuditLog {
  record(events: readonly DomainEvent[]): void;
}

/** What is kept beside the rows, by the array that they are kept in. */
interface Beside {
  front: ChainHead;
  head: ChainHead;
  /** Rows that left from the front: cursors count from the first row ever. */
  gone: number;
}

const besides = new WeakMap<StoredAuditRow[], Beside>();

/** What is kept beside an array of rows. */
export function besideOf(rows: StoredAuditRow[]): Beside {
  const known = besides.get(rows) ?? { front: emptyChain, head: emptyChain, gone: 0 };
  besides.set(rows, known);
  return known;
}

/**
 * An {@link AuditLog} of one process, for tests and for programs that need no memory of their past. `rows` is where it
 * keeps them, oldest first; two logs may share one array.
 */
export function createMemoryAudit(o: { random: Random; rows?: StoredAuditRow[] }): MemoryAudit {
  const rows = o.rows ?? [];
  const beside = besideOf(rows);
  const record = (events: readonly DomainEvent[]): void => {
    rows.push(...events.map((event) => toRow(event, o)));
  };
  const seal = (): number => {
    const open = [...rows.keys()].filter((at) => rows[at]?.seq === undefined);
    const links = sealRows(
      beside.head,
      open.flatMap((at) => rows[at] ?? []),
    );
    for (const [i, at] of open.entries()) rows[at] = { ...(rows[at] as StoredAuditRow), ...links[i] };
    beside.head = links.at(-1) ?? beside.head;
    return open.length;
  };
  return {
    record,
    async append(events) {
      record(events);
    },
    query: async (query) => page(rows, beside.gone, query),
    tally: async (query) => tallyRows(rows, query),
    seal: async () => seal(),
    head: async () => beside.head,
    includes: async ({ seq, hash }) =>
      seq < beside.front.seq ||
      [emptyChain, beside.front, ...rows].some((link) => link.seq === seq && link.hash === hash),
    async verify(options) {
      seal();
      const sealed = rows.toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
      return verifyChain(sealed, { ...beside, ...options });
    },
    async retire(before, how) {
      const newer = rows.findIndex((row) => row.seq === undefined || row.at >= before);
      const leave = rows.slice(0, Math.min(retireBatch, newer === -1 ? rows.length : newer));
      const last = leave.at(-1);
      if (last === undefined) return 0;
      rows.splice(0, leave.length);
      beside.front = { seq: last.seq ?? 0, hash: last.hash ?? "" };
      beside.gone += leave.length;
      record([retiredEvent(beside.front, { rows: leave.length, before, ...how })]);
      return leave.length;
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

function page(rows: readonly StoredAuditRow[], gone: number, query: AuditQuery): AuditPage {
  const size = pageSize(query.limit);
  const fits = rowFilter(query);
  const step = query.order === "oldest" ? 1 : -1;
  const start = step === 1 ? -1 : rows.length;
  const records: ReturnType<typeof toRecord>[] = [];
  let at = query.cursor === undefined ? start : Math.max(-1, readCursor(query.cursor) - gone);
  for (at += step; at >= 0 && at < rows.length; at += step) {
    const row = rows[at];
    if (row === undefined || !fits(row)) continue;
    // One more than the page holds: only then is there a next one.
    if (records.length === size) return { records, next: String(at - step + gone) };
    records.push(toRecord(row));
  }
  return { records };
}

function readCursor(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new MoltbotError("invalid", "This is not a cursor of the audit log", { hint: "Start again without a cursor." });
}
