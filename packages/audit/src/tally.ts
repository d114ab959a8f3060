import { type EventOutcome, MoltbotError } from "@moltbot/core";
import { type ReadQuery, readQuery, rowFilter } from "./filter.ts";
import type { AuditCount, TallyQuery } from "./log.ts";
import type { StoredAuditRow } from "./row.ts";

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
