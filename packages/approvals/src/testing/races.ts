import { createMemoryWakeups } from "@moltbot/core";
import { createManualClock, createSeededRandom } from "@moltbot/core/testing";
import { describe, expect, test } from "vitest";
import { type Approvals, createApprovals } from "../approvals.ts";
import type { Ballot } from "../vote.ts";
import { sampleApproval, sampleNow } from "./samples.ts";
import type { OpenedApprovals } from "./support.ts";

const ballot = (by: string, decision: "approve" | "deny" = "approve"): Ballot => ({ by, decision, via: "api" });
const actor = { kind: "operator", via: "api" } as const;

async function raced(
  open: () => Promise<OpenedApprovals>,
  use: (services: readonly [Approvals, Approvals], stores: OpenedApprovals) => Promise<void>,
): Promise<void> {
  const stores = await open();
  const shared = { clock: createManualClock(sampleNow), wakeups: createMemoryWakeups() };
  const make = (store: OpenedApprovals["a"], seed: number): Approvals =>
    createApprovals({ ...shared, store, random: createSeededRandom(seed) });
  try {
    await use([make(stores.a, 1), make(stores.b, 2)], stores);
  } finally {
    await stores.close();
  }
}

/** Races of two processes over one store. */
export function testStoreRaces(name: string, open: () => Promise<OpenedApprovals>): void {
  describe(`${name} under races`, () => {
    test("[R3.5] 50 concurrent answers through two processes end in exactly one outcome", () =>
      raced(open, async (services, { a }) => {
        const approval = sampleApproval();
        await a.commit({ changes: [{ type: "file", approval }], events: [] });
        const outcomes = await Promise.all(
          Array.from({ length: 50 }, (_, i) =>
            (services[i % 2] ?? services[0]).vote(
              approval.id,
              ballot(`person-${i}`, i % 3 === 0 ? "deny" : "approve"),
              { actor },
            ),
          ),
        );
        const deciding = outcomes.filter((outcome) => outcome.status === "approved" || outcome.status === "denied");
        expect(deciding).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome.status === "already")).toHaveLength(49);
        expect((await a.get(approval.id))?.status).toBe(deciding[0]?.status);
      }));

    test("[R3.5] with two required people, racing votes approve once and count each person once", () =>
      raced(open, async (services, { a, b }) => {
        const approval = sampleApproval({ required: 2 });
        await a.commit({ changes: [{ type: "file", approval }], events: [] });
        const people = ["alice", "alice", "bob", "alice", "carol", "alice"];
        const outcomes = await Promise.all(
          people.map((by, i) => (services[i % 2] ?? services[0]).vote(approval.id, ballot(by), { actor })),
        );
        expect(outcomes.filter((outcome) => outcome.status === "approved")).toHaveLength(1);
        const stored = await b.get(approval.id);
        expect(stored?.status).toBe("approved");
        expect(new Set(stored?.votes.map((vote) => vote.by)).size).toBe(2);
      }));

    test("[R3.3] 50 concurrent filings about one subject leave one pending question", () =>
      raced(open, async (services, { a }) => {
        const question = { kind: "pairing", subject: "me", required: 1, ttlMs: 60_000, payload: {} };
        const filed = await Promise.all(
          Array.from({ length: 50 }, (_, i) =>
            (services[i % 2] ?? services[0]).file(question, { prefix: "pair", actor }),
          ),
        );
        expect(new Set(filed.map((outcome) => outcome.approval.id)).size).toBe(1);
        expect(filed.filter((outcome) => outcome.status === "filed")).toHaveLength(1);
        expect(await a.pending()).toHaveLength(1);
      }));

    test("[R3.5] of 50 questions answered at once every one is approved", () =>
      raced(open, async (services, { a, b }) => {
        const approvals = Array.from({ length: 50 }, () => sampleApproval());
        for (const approval of approvals) await a.commit({ changes: [{ type: "file", approval }], events: [] });
        await Promise.all(
          approvals.map(({ id }, i) => (services[i % 2] ?? services[0]).vote(id, ballot("alice"), { actor })),
        );
        const stored = await Promise.all(approvals.map(({ id }) => b.get(id)));
        expect(stored.every((approval) => approval?.status === "approved")).toBe(true);
        expect(await b.pending()).toEqual([]);
      }));
  });
}
