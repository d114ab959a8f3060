import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Approval, type Ballot, cancelApproval, castVote, expireApproval } from "../src/index.ts";
import { sampleApproval, sampleNow } from "../src/testing.ts";

type Step =
  | { readonly type: "vote"; readonly by: string; readonly decision: "approve" | "deny" }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "expire" | "cancel" };

const person = fc.constantFrom("ana", "bob", "carol", "dave", "mallory");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant("vote" as const),
    by: person,
    decision: fc.oneof({ weight: 5, arbitrary: fc.constant("approve" as const) }, fc.constant("deny" as const)),
  }),
  fc.record({ type: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 400 }) }),
  fc.record({ type: fc.constantFrom("expire" as const, "cancel" as const) }),
);

// The requester is ana; mallory may not decide.
const rules = { mayDecide: ({ by }: Ballot): boolean => by !== "mallory", requester: "ana" };

/** A plain restatement of the rules, to compare with. */
interface Model {
  readonly end?: Approval["status"];
  readonly yes: ReadonlySet<string>;
}

function expected(model: Model, step: Step, o: { now: number; expiresAt: number; required: number }): Model {
  if (model.end !== undefined || step.type === "wait") return model;
  const over = o.now >= o.expiresAt;
  if (step.type === "vote") {
    if (step.by === "mallory" || step.by === "ana") return model;
    if (over) return { ...model, end: "expired" };
    if (step.decision === "deny") return { ...model, end: "denied" };
    const yes = new Set(model.yes).add(step.by);
    return yes.size >= o.required ? { yes, end: "approved" } : { yes };
  }
  if (over) return { ...model, end: "expired" };
  return step.type === "cancel" ? { ...model, end: "cancelled" } : model;
}

function apply(approval: Approval, step: Step, now: number): Approval {
  if (step.type === "vote") return castVote(approval, { ...step, via: "chat" }, { ...rules, now }).approval;
  if (step.type === "expire") return expireApproval(approval, now);
  return step.type === "cancel" ? cancelApproval(approval, { now, because: "test" }) : approval;
}

describe("[R3.5] Any order of answers, expiry and withdrawal", () => {
  test("leads to the one outcome that the rules name, which then never changes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 30 }), (required, steps) => {
        let approval = sampleApproval({ required, ttlMs: 1000 });
        let model: Model = { yes: new Set() };
        let now = sampleNow;
        for (const step of steps) {
          if (step.type === "wait") now += step.ms;
          const before = approval;
          approval = apply(before, step, now);
          model = expected(model, step, { now, expiresAt: before.expiresAt, required });
          expect(approval.status).toBe(model.end ?? "pending");
          if (before.status !== "pending") expect(approval).toBe(before);
          else expect(approval.version - before.version).toBe(approval === before ? 0 : 1);
          expect(new Set(approval.votes.map((vote) => vote.by)).size).toBe(approval.votes.length);
          if (approval.status === "approved") {
            expect(new Set(approval.votes.map((vote) => vote.by))).toEqual(model.yes);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
