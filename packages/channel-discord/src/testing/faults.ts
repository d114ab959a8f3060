import type { Clock } from "@moltbot/core";
import { Cut, DiscordLimit, DiscordRefusal } from "./refusal.ts";
import type { DiscordCallName, DiscordFailure, DiscordServer } from "./types.ts";

/** Failures that a test has ordered. */
export interface Faults extends Pick<DiscordServer, "failNext" | "limit"> {
  /** Throws when this call is to fail, before or after it takes effect. */
  check(name: DiscordCallName, stage: "before" | "after"): void;
}

interface Limit {
  readonly until: number;
  readonly scope: "user" | "shared" | "global";
}

/** No failures yet. */
export function createFaults(clock: Clock): Faults {
  const limits = new Map<DiscordCallName | "all", Limit>();
  let failures: { readonly failure: DiscordFailure; left: number }[] = [];
  const checkLimit = (key: DiscordCallName | "all"): void => {
    const limit = limits.get(key);
    const left = ((limit?.until ?? 0) - clock.now()) / 1000;
    if (limit !== undefined && left > 0) throw new DiscordLimit(left, limit.scope);
  };
  return {
    failNext(failure = {}) {
      failures.push({ failure, left: failure.times ?? 1 });
    },
    limit(seconds, { name = "createMessage", scope = "user" } = {}) {
      limits.set(scope === "global" ? "all" : name, { until: clock.now() + seconds * 1000, scope });
    },
    check(name, stage) {
      if (stage === "before") {
        checkLimit("all");
        checkLimit(name);
      }
      const planned = failures.find(
        ({ failure }) => (failure.name ?? name) === name && (failure.after === true) === (stage === "after"),
      );
      if (planned === undefined) return;
      planned.left--;
      failures = failures.filter((each) => each.left > 0);
      const { status = 500, code = 0, message = "Internal Server Error" } = planned.failure;
      if (status === 0) throw new Cut();
      throw new DiscordRefusal(status, code, message);
    },
  };
}
