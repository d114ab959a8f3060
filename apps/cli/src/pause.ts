import { setTimeout as wait } from "node:timers/promises";

/** Waits, and keeps the process alive meanwhile: timers of the shared clock never do. */
export function pause(ms: number): Promise<void> {
  return wait(ms);
}
