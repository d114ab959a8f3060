import { type Clock, systemClock } from "@moltbot/core";

/** A clock that runs as the machine's does, and can be set ahead. */
export interface ShiftedClock extends Clock {
  /** Sets it ahead. Waits of half a minute and longer that are over by then end at once; shorter ones are left alone. */
  ahead(ms: number): void;
}

const longWaitMs = 30_000;

/** Starts at the machine's time. */
export function createShiftedClock(): ShiftedClock {
  let shift = 0;
  const waits = new Set<{ readonly at: number; readonly run: () => void }>();
  const now = (): number => systemClock.now() + shift;
  return {
    now,
    after(delayMs, run) {
      if (delayMs < longWaitMs) return systemClock.after(delayMs, run);
      const wait = {
        at: now() + delayMs,
        run() {
          waits.delete(wait);
          cancel();
          run();
        },
      };
      const cancel = systemClock.after(delayMs, wait.run);
      waits.add(wait);
      return () => {
        waits.delete(wait);
        cancel();
      };
    },
    ahead(ms) {
      shift += ms;
      for (const wait of [...waits]) if (wait.at <= now()) wait.run();
    },
  };
}
