import { setTimeout as pause } from "node:timers/promises";
import type { Harness } from "./harness.ts";
import { createRecordingHost, type RecordingHost } from "./recording-host.ts";

/** What a case works with. */
export interface Bench extends Harness {
  readonly host: RecordingHost;
  /** Lets time pass until `holds`; fails with `what` when it never does. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** Lets enough time pass for anything that could still happen. */
  settle(): Promise<void>;
  /** Awaits `work` while time passes. */
  during<T>(work: Promise<T>): Promise<T>;
}

const stepMs = 50;

/** A harness with a host, not started. */
export function createBench(harness: Harness): Bench {
  const host = createRecordingHost(harness.clock);
  // Platforms are real servers on real sockets: the test's clock moves by steps, and between them they get a moment.
  const step = async (realMs = 1): Promise<void> => {
    await harness.clock.advance(stepMs);
    await pause(realMs);
  };
  // A server that limits its own rate does so in real time: whoever waited for long waits in longer steps.
  const patient = (steps: number): number => (steps < 1000 ? 1 : 20);
  return {
    ...harness,
    host,
    async until(what, holds) {
      for (let steps = 0; steps < 3000; steps++) {
        if (holds()) return;
        await step(patient(steps));
      }
      throw new Error(`It never came to pass: ${what}`);
    },
    async settle() {
      for (let steps = 0; steps < 60; steps++) await step();
    },
    async during(work) {
      let done = false;
      const end = (): void => {
        done = true;
      };
      work.then(end, end);
      for (let steps = 0; !done; steps++) {
        if (steps > 3000)
          throw new Error("The adapter never settled a promise: start, send, edit, typing, probe and stop must end.");
        await step(patient(steps));
      }
      return await work;
    },
  };
}
