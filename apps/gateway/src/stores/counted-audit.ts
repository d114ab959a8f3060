import type { AuditCount, AuditLog, TallyQuery } from "@moltbot/audit";
import type { Clock } from "@moltbot/core";

/** By then every record of a time is there: late transactions and clocks that differ are within it. */
const settledMs = 5 * 60_000;
/** Then all is counted again: retention may have removed some of it. */
const keptMs = 3_600_000;
const mostKept = 64;

/** Pieces of one kind that were counted, from `since` on and before `until`. */
interface Counted {
  readonly since: number;
  readonly until: number;
  readonly at: number;
  readonly counts: readonly AuditCount[];
}

/**
 * The log, counting each piece of the past once an hour: a chart that is drawn anew with every event then costs what
 * happened lately, however long the log is. The newest pieces are counted each time.
 */
export function countedAudit(log: AuditLog, o: { readonly clock: Clock }): AuditLog {
  const known = new Map<string, Counted>();
  const running = new Map<string, Promise<unknown>>();

  async function count(key: string, query: TallyQuery): Promise<readonly AuditCount[]> {
    const now = o.clock.now();
    const before = known.get(key);
    const pieces = (until: number): number =>
      query.since + Math.floor((until - query.since) / query.stepMs) * query.stepMs;
    const serves =
      before !== undefined && now - before.at < keptMs && before.since <= query.since && query.since <= before.until;
    // A piece that the question cuts off is another one.
    const from = serves ? Math.max(query.since, Math.min(before.until, pieces(query.until))) : query.since;
    const old = serves ? before.counts.filter(({ at }) => at >= query.since && at < from) : [];
    const counts = from < query.until ? [...old, ...(await log.tally({ ...query, since: from }))] : old;
    const until = Math.max(from, pieces(Math.min(query.until, now - settledMs)));
    known.delete(key);
    if (until > query.since) {
      const at = serves ? before.at : now;
      known.set(key, { since: query.since, until, at, counts: counts.filter((each) => each.at < until) });
    }
    for (const oldest of known.keys()) if (known.size > mostKept) known.delete(oldest);
    return counts;
  }

  return {
    ...log,
    tally(query) {
      const { stepMs, since, user, event } = query;
      const key = JSON.stringify([stepMs, since % stepMs, user, event]);
      // The second of two at once finds what the first one counted.
      const turn = (running.get(key) ?? Promise.resolve()).then(() => count(key, query));
      const done = turn.catch(() => undefined).finally(() => running.get(key) === done && running.delete(key));
      running.set(key, done);
      return turn;
    },
  };
}
