import type { ProcessTree } from "./process-tree.ts";

/** Why a run did not come to its own end. */
export type StopReason = "timed-out" | "cancelled" | "output-limit";

/** The way to end a run early. The first reason stands. */
export interface Stop {
  reason(): StopReason | undefined;
  /** Ends the tree. */
  now(reason: StopReason): void;
  /** Resolves when the tree has been ended, with the processes that could not be; never when nothing stops the run. */
  readonly done: Promise<readonly number[]>;
  /** Lets go of the clock and of the caller's signal; nothing stops the run any more. */
  release(): void;
}

/** Stops a run when its time is over, when its caller cancels, or when it is told. */
export function createStop(
  tree: ProcessTree,
  o: { timeoutMs: number; killAfterMs: number; signal?: AbortSignal | undefined },
): Stop {
  let reason: StopReason | undefined;
  let isReleased = false;
  let resolve: (survivors: Promise<readonly number[]>) => void = () => {};
  const done = new Promise<readonly number[]>((resolved) => {
    resolve = resolved;
  });
  const now = (why: StopReason): void => {
    if (reason !== undefined || isReleased) return;
    reason = why;
    resolve(tree.end(o.killAfterMs));
  };
  const cancel = (): void => now("cancelled");
  const timer = setTimeout(now, o.timeoutMs, "timed-out");
  o.signal?.addEventListener("abort", cancel);
  if (o.signal?.aborted) cancel();
  return {
    reason: () => reason,
    now,
    done,
    release() {
      isReleased = true;
      clearTimeout(timer);
      o.signal?.removeEventListener("abort", cancel);
    },
  };
}
