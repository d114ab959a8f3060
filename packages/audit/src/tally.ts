import { type EventOutcome, MoltbotError } from "@moltbot/core";
import { type ReadQuery, readQuery, rowFilter } from "./filter.ts";
import type { AuditQuery } from "./log.ts";
import type { StoredAuditRow } from "./row.ts";

/** What to count, and in how long pieces of time; all in milliseconds. */
export interface TallyQuery extends Pick<AuditQuery, "user" | "event"> {
  /** First millisecond that counts, and where the first piece begins. */
  readonly since: number;
  /** First millisecond that counts no more. */
  readonly until: number;
  /** Length of a piece; there are at most 400. */
  readonly stepMs: number;
}

/** How many records of one outcome lie in one piece of time. Pieces without any are left out. */
export interface AuditCount {
  /** When the piece begins. */
  readonly at: number;
  readonly outcome: EventOutcome;
  readonly count: number;
}

const mostPieces = 400;

/**
 * Checks a tally's filters and pieces.
 * @throws MoltbotError `invalid`
 */
export function readTally(query: TallyQuery): ReadQuery {
  const { since, until, stepMs } = query;
  const read = readQuery(query);
  if (!(stepMs >= 1 && (until - since) / stepMs <= mostPieces)) {
    throw new MoltbotError("invalid", `A tally has 1 to ${mostPieces} pieces`, {
      hint: "Take longer pieces, or a shorter time.",
    });
  }
  return read;
}

/** The tally of rows in memory: what a store's own count has to agree with. */
export function tallyRows(rows: readonly StoredAuditRow[], query: TallyQuery): readonly AuditCount[] {
  readTally(query);
  const fits = rowFilter(query);
  const counts = new Map<string, { at: number; outcome: EventOutcome; count: number }>();
  for (const row of rows) {
    if (!fits(row)) continue;
    const at = query.since + Math.floor((row.at - query.since) / query.stepMs) * query.stepMs;
    const key = `${at} ${row.outcome}`;
    const known = counts.get(key) ?? { at, outcome: row.outcome, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return [...counts.values()].sort((a, b) => a.at - b.at || (a.outcome < b.outcome ? -1 : 1));
}
