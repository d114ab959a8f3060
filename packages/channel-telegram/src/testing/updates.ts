import type { Clock } from "@moltbot/core";
import type { Params } from "./methods.ts";
import { TelegramRefusal } from "./refusal.ts";
import type { TelegramState } from "./state.ts";
import type { TelegramUpdate } from "./types.ts";

const terminated = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

/** Long polling with offsets, one poller at a time: a newer one ends the older one's wait with 409. */
export interface Updates {
  /** `gone` aborts when the caller hangs up. */
  get(params: Params, gone: AbortSignal): Promise<TelegramUpdate[]>;
  readAllowed(params: Params): void;
}

/** Long polling over the queue of `state`. */
export function createUpdates(state: TelegramState, clock: Clock): Updates {
  let interrupt: (() => void) | undefined;

  const confirmUpTo = (offset: number): void => {
    const ids = [...state.queue.keys()];
    const from = offset < 0 ? (ids.at(offset) ?? ids[0] ?? 0) : offset;
    for (const id of ids) {
      if (id >= from) break;
      state.confirm(id);
    }
  };
  const peek = (limit: number): TelegramUpdate[] => {
    const batch: TelegramUpdate[] = [];
    for (const update of state.queue.values()) {
      if (batch.length >= limit) break;
      batch.push(update);
    }
    return batch;
  };
  const wait = (limit: number, seconds: number, gone: AbortSignal): Promise<TelegramUpdate[]> =>
    new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        forget();
        cancel();
        gone.removeEventListener("abort", hangUp);
        if (interrupt === end) interrupt = undefined;
        act();
      };
      const forget = state.onQueue(() => {
        const batch = peek(limit);
        if (batch.length > 0) finish(() => resolve(batch));
      });
      const cancel = clock.after(seconds * 1000, () => finish(() => resolve([])));
      const hangUp = (): void => finish(() => resolve([]));
      const end = (): void => finish(() => reject(new TelegramRefusal(409, terminated)));
      gone.addEventListener("abort", hangUp, { once: true });
      interrupt = end;
    });
  const readAllowed = (params: Params): void => {
    const kinds = params["allowed_updates"];
    if (Array.isArray(kinds)) state.allowed = kinds.length === 0 ? undefined : new Set(kinds.map(String));
  };

  return {
    readAllowed,
    get(params, gone) {
      interrupt?.();
      readAllowed(params);
      const offset = params["offset"];
      if (typeof offset === "number" && offset !== 0) confirmUpTo(offset);
      const limit = Math.min(100, Math.max(1, Number(params["limit"] ?? 100)));
      const batch = peek(limit);
      const seconds = Number(params["timeout"] ?? 0);
      return batch.length > 0 || seconds <= 0 ? Promise.resolve(batch) : wait(limit, seconds, gone);
    },
  };
}
