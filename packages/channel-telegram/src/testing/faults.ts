import type { Clock } from "@moltbot/core";
import { TelegramRefusal } from "./refusal.ts";
import type { TelegramFailure, TelegramServer } from "./types.ts";

/** Thrown to cut the connection without an answer. */
export class Cut extends Error {}

/** Failures that a test has ordered. */
export interface Faults extends Pick<TelegramServer, "floodNext" | "failNext"> {
  /** Throws when this call of `method` is to fail. */
  check(method: string): void;
}

/** No failures yet. */
export function createFaults(clock: Clock): Faults {
  const floods = new Map<string, number>();
  let failures: { failure: TelegramFailure; left: number }[] = [];
  return {
    floodNext: (seconds, method = "sendMessage") => floods.set(method, clock.now() + seconds * 1000),
    failNext(failure = {}) {
      failures.push({ failure, left: failure.times ?? 1 });
    },
    check(method) {
      const left = Math.ceil(((floods.get(method) ?? 0) - clock.now()) / 1000);
      if (left > 0) throw new TelegramRefusal(429, `Too Many Requests: retry after ${left}`, { retry_after: left });
      const planned = failures.find(({ failure }) =>
        failure.method === undefined ? method !== "getUpdates" : failure.method === method,
      );
      if (planned === undefined) return;
      planned.left--;
      failures = failures.filter((each) => each.left > 0);
      const { status = 500, description = "Internal Server Error", parameters } = planned.failure;
      if (status === 0) throw new Cut();
      throw new TelegramRefusal(status, description, parameters);
    },
  };
}
