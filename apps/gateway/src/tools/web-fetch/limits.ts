import { type Clock, formatDuration, MoltbotError } from "@moltbot/core";

/** What ends a fetch that takes too long. */
export interface Deadline {
  /** Aborts with the reason that ended the fetch. */
  readonly signal: AbortSignal;
  /** Something arrived: the wait for the next thing starts anew. */
  progress(): void;
  /** Resolves as `work` does, and rejects with the reason when the fetch ends before. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Lets go of timers. */
  end(): void;
}

/** Starts a {@link Deadline}: `totalMs` for all of a fetch, `idleMs` for each wait within it, and the caller's own signal. */
export function startDeadline(
  clock: Clock,
  o: { totalMs: number; idleMs: number; signal?: AbortSignal | undefined },
): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = (message: string) => () => controller.abort(new MoltbotError("expired", message));
  const onCaller = stop("it was stopped");
  if (o.signal?.aborted) onCaller();
  o.signal?.addEventListener("abort", onCaller, { once: true });
  const wait = () => clock.after(o.idleMs, stop(`nothing came for ${formatDuration(o.idleMs)}`));
  const cancelTotal = clock.after(o.totalMs, stop(`it took longer than ${formatDuration(o.totalMs)}`));
  let cancelIdle = wait();
  return {
    signal,
    progress() {
      cancelIdle();
      cancelIdle = wait();
    },
    race: (work) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(signal.reason);
        if (signal.aborted) onAbort();
        signal.addEventListener("abort", onAbort, { once: true });
        work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
      }),
    end() {
      cancelIdle();
      cancelTotal();
      o.signal?.removeEventListener("abort", onCaller);
    },
  };
}
