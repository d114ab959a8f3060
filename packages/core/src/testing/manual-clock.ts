import type { Clock } from "../clock.ts";

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  /** Moves time forward and runs every timer that falls due, in order, letting promises settle between them. */
  advance(ms: number): Promise<void>;
  /** Sets the time without running timers. */
  set(now: number): void;
}

/** A {@link ManualClock} that starts at `start` (default 2026-01-01T00:00:00Z). */
export function createManualClock(start = 1_767_225_600_000): ManualClock {
  let now = start;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + Math.max(0, delayMs), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await settle();
        const due = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers = timers.filter((timer) => timer !== due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = until;
      await settle();
    },
    set(at) {
      now = at;
    },
  };
}
