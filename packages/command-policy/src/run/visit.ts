import { closeSync, constants, openSync } from "node:fs";
import type { Pipe } from "./pipes.ts";

/** How long a program may wait that opens a pipe whose other end is gone, milliseconds. */
const visitMs = 50;

/**
 * Keeps pipes such as programs can open again by `/dev/stdin`. Opening a named pipe waits for somebody at its other end,
 * and a writer that has finished does not come back; somebody who drops in at both ends and leaves again ends that wait,
 * and is noticed by nobody else. Returns how to stop. Needed on Linux only: elsewhere such a name copies what is open.
 */
export function visitPipes(pipes: readonly Pipe[]): () => void {
  const names = pipes.flatMap(({ name }) => name ?? []);
  if (names.length === 0) return () => {};
  const timer = setInterval(() => names.forEach(visit), visitMs);
  return () => clearInterval(timer);
}

function visit(name: number): void {
  try {
    closeSync(openSync(`/proc/self/fd/${name}`, constants.O_RDWR | constants.O_NONBLOCK));
  } catch {
    // Out of descriptors: the next visit may find some.
  }
}
