import { type Clock, sleep, type Wakeups } from "@moltbot/core";
import type { Approval } from "./approval.ts";

/** How long to wait. */
export interface WaitOptions {
  /** Stops the wait. */
  readonly signal?: AbortSignal;
  /** Longest wait, milliseconds; absent: until the question ends, which its own lifetime bounds. */
  readonly timeoutMs?: number;
}

/** How a wait ended. */
export type WaitOutcome =
  | { readonly status: "ended"; readonly approval: Approval }
  /** The wait ended, the question did not: it may still be answered. */
  | { readonly status: "timeout" | "aborted"; readonly approval: Approval }
  | { readonly status: "not_found" };

/** Parts of a wait. */
export interface WaitParts {
  readonly clock: Clock;
  readonly wakeups?: Wakeups;
  readonly topic: string;
  readonly pollMs: number;
  /** Reads the question and writes down its expiry when its time is over. */
  read(): Promise<Approval | undefined>;
}

/** Subscribes `wake` to hints about a question. A hint system that is down costs only speed: the caller polls too. */
async function subscribe(parts: WaitParts, id: string, wake: () => void): Promise<() => Promise<void>> {
  const nothing = async (): Promise<void> => {};
  if (parts.wakeups === undefined) return nothing;
  try {
    const stop = await parts.wakeups.subscribe(parts.topic, (note) => note === id && wake());
    return () => stop().catch(nothing);
  } catch {
    return nothing;
  }
}

/** Waits until the question ends, the time is over or the signal aborts. */
export async function waitFor(id: string, o: WaitOptions, parts: WaitParts): Promise<WaitOutcome> {
  const deadline = o.timeoutMs === undefined ? Number.POSITIVE_INFINITY : parts.clock.now() + o.timeoutMs;
  let nap = new AbortController();
  const wake = (): void => nap.abort();
  o.signal?.addEventListener("abort", wake, { once: true });
  const unsubscribe = await subscribe(parts, id, wake);
  try {
    for (;;) {
      // Made before the read: a hint that comes while we read ends the nap before it begins.
      nap = new AbortController();
      const approval = await parts.read();
      if (approval === undefined) return { status: "not_found" };
      if (approval.status !== "pending") return { status: "ended", approval };
      if (o.signal?.aborted) return { status: "aborted", approval };
      const now = parts.clock.now();
      if (now >= deadline) return { status: "timeout", approval };
      const until = Math.min(parts.pollMs, deadline - now, approval.expiresAt - now);
      await sleep(parts.clock, Math.max(1, until), nap.signal);
    }
  } finally {
    o.signal?.removeEventListener("abort", wake);
    await unsubscribe();
  }
}
