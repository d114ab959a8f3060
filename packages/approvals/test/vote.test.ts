import { describe, expect, test } from "vitest";
import { type Approval, approvers, type Ballot, castVote, fileApproval } from "../src/index.ts";
import { sampleApproval, sampleNow } from "../src/testing.ts";

const now = sampleNow + 1;
const yes = (by: string, o: Partial<Ballot> = {}): Ballot => ({ by, decision: "approve", via: "chat", ...o });
const no = (by: string): Ballot => ({ by, decision: "deny", via: "chat" });

function voted(approval: Approval, ...ballots: readonly Ballot[]): Approval {
  return ballots.reduce((current, ballot) => castVote(current, ballot, { now }).approval, approval);
}

describe("An answer", () => {
  test("that is the last one needed approves", () => {
    const approval = sampleApproval();
    expect(castVote(approval, yes("alice"), { now })).toEqual({
      status: "approved",
      approval: {
        ...approval,
        status: "approved",
        version: 2,
        decidedAt: now,
        because: "quorum",
        votes: [{ by: "alice", decision: "approve", via: "chat", at: now }],
      },
    });
  });

  test("[R3.5] counts once per person, however often and through whatever identity it comes", () => {
    const once = voted(sampleApproval({ required: 2 }), yes("alice"));
    const again = castVote(once, yes("alice"), { now: now + 1 });
    expect(again).toMatchObject({ status: "voted", have: 1, need: 2 });
    expect(again.approval).toBe(once);
    const personOf = ({ by }: Ballot): string => by.replace("-work", "");
    expect(castVote(once, yes("alice-work"), { now, personOf })).toMatchObject({ status: "voted", have: 1 });
    expect(castVote(once, yes("bob"), { now, personOf }).status).toBe("approved");
  });

  test("of a person whose rights are gone counts no more", () => {
    const once = voted(sampleApproval({ required: 2 }), yes("alice"));
    const mayDecide = ({ by }: Ballot): boolean => by !== "alice";
    expect(castVote(once, yes("bob"), { now, mayDecide })).toMatchObject({ status: "voted", have: 1, need: 2 });
    expect(castVote(once, yes("alice"), { now, mayDecide })).toMatchObject({
      status: "forbidden",
      because: "not_approver",
    });
    const back = castVote(once, yes("bob"), { now, mayDecide }).approval;
    expect(castVote(back, yes("alice"), { now }).status).toBe("approved");
  });

  test("[R3.4] of the requester never counts, also when it was given before they were known to be one person", () => {
    const approval = sampleApproval({ required: 2 });
    expect(castVote(approval, yes("ana"), { now, requester: "ana" })).toMatchObject({
      status: "forbidden",
      because: "own_request",
      approval,
    });
    expect(castVote(approval, no("ana"), { now, requester: "ana" }).status).toBe("forbidden");
    const once = voted(approval, yes("ana"));
    expect([...approvers(once, { requester: "ana" })]).toEqual([]);
    expect(castVote(once, yes("bob"), { now, requester: "ana" })).toMatchObject({ status: "voted", have: 1 });
  });

  test("no ends the question, and a later yes changes nothing", () => {
    const denied = castVote(voted(sampleApproval({ required: 3 }), yes("alice")), no("bob"), { now });
    expect(denied).toMatchObject({ status: "denied", approval: { status: "denied", because: "denied" } });
    const late = castVote(denied.approval, yes("carol"), { now });
    expect(late).toEqual({ status: "already", approval: denied.approval });
  });

  test("takes the place of the same person's earlier one", () => {
    const session = voted(
      sampleApproval({ required: 2 }),
      yes("alice", { scope: "once" }),
      yes("alice", { scope: "session" }),
    );
    expect(session.votes).toEqual([{ ...yes("alice", { scope: "session" }), at: now }]);
    expect(castVote(session, no("alice"), { now }).approval.votes).toEqual([{ ...no("alice"), at: now }]);
  });

  test("comes too late from the very millisecond of expiry on", () => {
    const approval = sampleApproval({ ttlMs: 1000 });
    expect(castVote(approval, yes("alice"), { now: approval.expiresAt - 1 }).status).toBe("approved");
    const late = castVote(approval, yes("alice"), { now: approval.expiresAt });
    expect(late).toMatchObject({
      status: "expired",
      approval: { status: "expired", decidedAt: approval.expiresAt, because: "timeout", votes: [], version: 2 },
    });
  });
});

describe("A question", () => {
  test("is refused without people to ask or time to answer", () => {
    const question = { kind: "exec", subject: "s", required: 1, ttlMs: 1, payload: {} };
    for (const wrong of [
      { required: 0 },
      { required: 1.5 },
      { required: Number.NaN },
      { ttlMs: 0 },
      { ttlMs: Number.NaN },
    ]) {
      expect(() => fileApproval({ ...question, ...wrong }, { id: "exec_1", now })).toThrowError(
        expect.objectContaining({ code: "invalid" }),
      );
    }
  });
});
