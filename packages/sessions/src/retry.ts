import { type Clock, isMoltbotError, type Random, sleep } from "@moltbot/core";

/** How long to wait before attempt `attempt` + 1 (counted from 1): doubling, capped, spread over its second half. */
export function backoffMs(attempt: number, o: { firstMs: number; maxMs: number; random?: Random | undefined }): number {
  const full = Math.min(o.maxMs, o.firstMs * 2 ** Math.min(attempt - 1, 30));
  const [byte = 255] = o.random?.(1) ?? [];
  return Math.round(full / 2 + (full / 2) * (byte / 255));
}

/** Whether something failed only because a store or platform is out of reach right now. */
export function isUnreachable(error: unknown): boolean {
  return isMoltbotError(error) && error.code === "unavailable";
}

/** Repeats a write while the store is out of reach; `undefined` when `until` aborted first. Calls `doubt` per failure. */
export async function persist<T>(
  write: () => Promise<T>,
  o: { clock: Clock; random?: Random | undefined; until: AbortSignal; doubt?: (error: unknown) => void },
): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      o.doubt?.(error);
      if (o.until.aborted) return undefined;
      await sleep(o.clock, backoffMs(attempt, { firstMs: 200, maxMs: 5000, random: o.random }), o.until);
    }
  }
}
