import type { EventSink } from "@moltbot/approvals";
import type { DomainEvent } from "@moltbot/core";

/** A browser that is signed in to the dashboard. Times are milliseconds since the epoch. */
export interface BrowserSession {
  /** Hex SHA-256 of the secret in its cookie: it names the browser, and nobody gets in by it. */
  readonly id: string;
  /** How the browser calls itself: text of a stranger. */
  readonly agent: string;
  readonly createdAt: number;
  /** Of its last request, within a minute or so. */
  readonly seenAt: number;
  readonly expiresAt: number;
  /** How often its cookie was replaced. */
  readonly turn: number;
  /** When it was last replaced. */
  readonly turnedAt: number;
  /** Whether the newest cookie was ever shown: only then is the one before it of no use any more. */
  readonly taken: boolean;
}

/** What a request of a browser changes. */
export type BrowserStep = Pick<BrowserSession, "turn" | "turnedAt" | "taken" | "seenAt">;

/** Keeps signed-in browsers, for all processes. One that is not here is signed out. */
export interface BrowserStore {
  /** Keeps a new one. Those whose time was over when it was made are forgotten. */
  add(browser: BrowserSession): Promise<void>;
  browser(id: string): Promise<BrowserSession | undefined>;
  /** All whose time is not over at `now`, newest first. */
  browsers(now: number): Promise<readonly BrowserSession[]>;
  /** Writes `step` if `turn` and `taken` are still as they were in `from`; whether they were. */
  step(from: BrowserSession, step: BrowserStep): Promise<boolean>;
  /** Which of these are here, and their time is not over at `now`. */
  alive(ids: readonly string[], now: number): Promise<readonly string[]>;
  /** Signs one out, for good; whether it was here. Only then are `events` written, together with it. */
  remove(id: string, events: readonly DomainEvent[]): Promise<boolean>;
}

/** A {@link BrowserStore} of one process; `record` gets the events. */
export function createMemoryBrowsers(o: { record?: EventSink } = {}): BrowserStore {
  const kept = new Map<string, BrowserSession>();
  const isHere = (id: string, now: number): boolean => (kept.get(id)?.expiresAt ?? now) > now;
  return {
    async add(browser) {
      for (const { id, expiresAt } of [...kept.values()]) if (expiresAt <= browser.createdAt) kept.delete(id);
      kept.set(browser.id, browser);
    },
    browser: async (id) => kept.get(id),
    browsers: async (now) =>
      [...kept.values()]
        .filter(({ id }) => isHere(id, now))
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1)),
    async step(from, { turn, turnedAt, taken, seenAt }) {
      const now = kept.get(from.id);
      if (now === undefined || now.turn !== from.turn || now.taken !== from.taken) return false;
      kept.set(from.id, { ...now, turn, turnedAt, taken, seenAt });
      return true;
    },
    alive: async (ids, now) => ids.filter((id) => isHere(id, now)),
    async remove(id, events) {
      const wasHere = kept.delete(id);
      if (wasHere) o.record?.(events);
      return wasHere;
    },
  };
}
