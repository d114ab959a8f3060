import { writeSync } from "node:fs";
import {
  createMemoryRateLimiter,
  type Notice,
  type Principal,
  silentLogger,
  systemClock,
  systemRandom,
} from "@moltbot/core";
import { createManualClock } from "@moltbot/core/testing";
import { createPairing, type PairingStore } from "@moltbot/pairing";
import { sampleRules } from "@moltbot/pairing/testing";
import { openPostgres } from "../../src/index.ts";

// Lets people in, reminds them, passes requests on, until it is killed. Each change owes a message, as in the gateway.
const [url = "", round = ""] = process.argv.slice(2);
const hour = 3_600_000;
const clock = createManualClock();
const storage = await openPostgres({ url, clock: systemClock, random: systemRandom, log: silentLogger });

function owing(store: PairingStore): PairingStore {
  return {
    ...store,
    commit: (commit) => {
      const notices = commit.changes.flatMap((change): Notice[] => {
        if (change.type === "put-grant") return [{ to: change.grant.principal, text: "paired" }];
        if (change.type === "change-grant") return [{ to: change.grant.principal, text: change.why }];
        const escalated = change.type === "update" && commit.events.some(({ event }) => event === "pairing.escalated");
        return escalated && change.approval.requester ? [{ to: change.approval.requester, text: "escalated" }] : [];
      });
      return store.commit({ ...commit, notices });
    },
  };
}

const pairing = createPairing({
  store: owing(storage.pairing),
  clock,
  random: systemRandom,
  limiter: createMemoryRateLimiter(),
  rules: () =>
    sampleRules({
      ttlMs: 10 * hour,
      remindBeforeMs: 9 * hour,
      escalateAfterMs: 60_000,
      maxPending: 100_000,
      requestTtlMs: 100 * hour,
    }),
});

async function live(lane: number): Promise<never> {
  for (let i = 0; ; i++) {
    const who: Principal = { channel: "telegram", account: "default", id: `${round}-${lane}-${i}` };
    const asked = await pairing.request(who, {});
    if (asked.status !== "filed") throw new Error(asked.status);
    if (i % 2 === 0) await pairing.approve(asked.approval.id, { kind: "operator", via: "cli" });
    writeSync(1, `${asked.approval.id} ${i % 2 === 0 ? "approved" : "waits"}\n`);
  }
}

async function tend(): Promise<never> {
  for (;;) {
    await clock.advance(2 * hour);
    await pairing.tend();
  }
}

await Promise.all([live(0), live(1), live(2), tend(), tend()]);
