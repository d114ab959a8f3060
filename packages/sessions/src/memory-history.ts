import type { Shared } from "./memory-state.ts";
import type { HistoryEntry, HistoryLine, MessageStore, SessionLines } from "./store.ts";

const mostCounted = 1001;

/** What was said in sessions, for those that look back. `during` answers like a store that may be gone. */
export function createMemoryHistory(
  shared: Shared,
  during: <T>(work: () => T) => Promise<T>,
): Pick<MessageStore, "history" | "sessions" | "lastSpoken" | "lines" | "archive"> {
  const live = (session: string): readonly HistoryLine[] =>
    shared.history.filter((line) => line.session === session && line.archivedAt === undefined);
  return {
    history: (session, { limit }) =>
      during(() => last(live(session), limit).map(({ role, text, at }) => ({ session, role, text, at }))),
    sessions: ({ limit, below }) => during(() => sessionsOf(shared, live, { limit, below })),
    lastSpoken: (sessions) =>
      during(() => {
        const wanted = new Set(sessions);
        const spoken = shared.history.filter(({ session, role }) => role === "user" && wanted.has(session));
        return new Map(spoken.map(({ session, at }) => [session, at]));
      }),
    lines: (session, { limit, below = Number.POSITIVE_INFINITY, archived = false }) =>
      during(() => {
        const all = archived ? shared.history.filter((line) => line.session === session) : live(session);
        return structuredClone(
          last(
            all.filter(({ seq }) => seq < below),
            limit,
          ),
        );
      }),
    archive: (session, events, now) =>
      during(() => {
        const before = new Set(live(session));
        for (const [index, line] of shared.history.entries()) {
          if (before.has(line)) shared.history[index] = { ...line, archivedAt: now };
        }
        if (before.size > 0) shared.events.push(...events);
        return before.size;
      }),
  };
}

/** Adds lines at the end. */
export function keepLines(shared: Shared, lines: readonly HistoryEntry[]): void {
  const next = (shared.history.at(-1)?.seq ?? 0) + 1;
  shared.history.push(...structuredClone(lines).map((line, index) => ({ ...line, seq: next + index })));
}

function sessionsOf(
  shared: Shared,
  live: (session: string) => readonly HistoryLine[],
  { limit, below = Number.POSITIVE_INFINITY }: { limit: number; below: number | undefined },
): readonly SessionLines[] {
  const found = [...new Set(shared.history.map(({ session }) => session))].flatMap((session): SessionLines[] => {
    const lines = live(session);
    const newest = lines.at(-1);
    if (newest === undefined || newest.seq >= below) return [];
    return [{ session, newest: newest.seq, lastAt: newest.at, lines: Math.min(lines.length, mostCounted) }];
  });
  return found.sort((a, b) => b.newest - a.newest).slice(0, Math.max(0, limit));
}

function last<T>(lines: readonly T[], limit: number): readonly T[] {
  return limit < 1 ? [] : lines.slice(-limit);
}
