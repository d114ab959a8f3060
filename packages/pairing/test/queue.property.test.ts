import type { Approval } from "@moltbot/approvals";
import { sampleApproval } from "@moltbot/approvals/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admitToQueue } from "../src/index.ts";

const minuteMs = 60_000;
const minuteOf = (approval: Approval): number => Math.floor(approval.createdAt / minuteMs);

interface Arrival {
  readonly minute: number;
  readonly claim: boolean;
  readonly vote: boolean;
}

const arrival: fc.Arbitrary<Arrival> = fc.record({
  minute: fc.integer({ min: 0, max: 6 }),
  claim: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
  vote: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
});

function request({ claim, vote }: Arrival, now: number, ttlMs = 3_600_000): Approval {
  const filed = sampleApproval({ now, ttlMs, payload: claim ? { claim: "@ana" } : {} });
  const votes = [{ by: "bob", decision: "approve", at: now, via: "chat" } as const];
  return vote ? { ...filed, votes } : filed;
}

/** Lets people arrive in order of time and gives every step to `check`. */
function run(
  arrivals: readonly Arrival[],
  cap: number,
  check: (before: readonly Approval[], after: readonly Approval[]) => void,
): readonly Approval[] {
  let queue: readonly Approval[] = [];
  const ordered = arrivals.toSorted((a, b) => a.minute - b.minute);
  ordered.forEach((next, i) => {
    const now = next.minute * minuteMs + i;
    const verdict = admitToQueue(queue, { now, claim: next.claim }, cap);
    if (verdict.status === "busy") {
      expect(verdict.retryAfterMs).toBeGreaterThan(0);
      expect(verdict.retryAfterMs).toBeLessThanOrEqual(minuteMs);
      return;
    }
    const after = [...queue.filter((approval) => !verdict.displaced.includes(approval)), request(next, now)];
    check(queue, after);
    queue = after;
  });
  return queue;
}

describe("The queue under a flood", () => {
  test("[R3.2] never holds more than its cap", () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 80 }), fc.integer({ min: 0, max: 12 }), (arrivals, cap) => {
        run(arrivals, cap, (_before, after) => expect(after.length).toBeLessThanOrEqual(cap));
      }),
      { numRuns: 500 },
    );
  });

  test("never pushes out a claim, a vote, or somebody alone in their minute", () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 80 }), fc.integer({ min: 1, max: 12 }), (arrivals, cap) => {
        run(arrivals, cap, (before, after) => {
          for (const gone of before.filter((approval) => !after.includes(approval))) {
            expect(gone.votes).toEqual([]);
            expect(gone.payload["claim"]).toBeUndefined();
            expect(before.filter((other) => minuteOf(other) === minuteOf(gone)).length).toBeGreaterThan(1);
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  test("[R3.2] lets somebody in who comes in a quiet minute after any flood, and keeps them through the next", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 13, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.boolean(),
        (cap, first, second, claims) => {
          const flood = (count: number, minute: number): Arrival[] =>
            Array.from({ length: count }, () => ({ minute, claim: false, vote: false }));
          const friend = { minute: 1, claim: false, vote: false };
          const later = flood(second, 2).map((next, i) => ({ ...next, claim: claims && i % 3 === 0 }));
          const queue = run([...flood(first, 0), friend, ...later], cap, () => {});
          expect(queue.filter((approval) => minuteOf(approval) === 1)).toHaveLength(1);
        },
      ),
    );
  });

  test("does not count requests whose time is over, and heals a queue that is over its cap", () => {
    const quiet = { minute: 0, claim: false, vote: false };
    const over = Array.from({ length: 5 }, (_, i) => request(quiet, i));
    const later = 10 * minuteMs;
    expect(admitToQueue(over, { now: later, claim: false }, 3)).toMatchObject({
      status: "room",
      displaced: [{ createdAt: 4 }, { createdAt: 3 }, { createdAt: 2 }],
    });
    const expired = over.map((approval) => ({ ...approval, expiresAt: later }));
    expect(admitToQueue(expired, { now: later, claim: false }, 3)).toEqual({ status: "room", displaced: [] });
  });
});
