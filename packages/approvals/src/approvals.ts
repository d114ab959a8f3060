import { type Actor, type Clock, type IdPrefix, newId, type Random, type Wakeups } from "@moltbot/core";
import type { Approval } from "./approval.ts";
import { approvalEvent, expiredEvent, unknownIdEvent, voteEvents } from "./events.ts";
import { fileApproval, type Question } from "./file.ts";
import { type Attempt, decideAndCommit } from "./retry.ts";
import { cancelApproval, expireApproval, isOverdue } from "./settle.ts";
import type { ApprovalChange, ApprovalCommit, ApprovalStore, PendingQuery } from "./store.ts";
import { type Ballot, castVote, type VoteOutcome, type VoteRules } from "./vote.ts";
import { type WaitOptions, type WaitOutcome, waitFor } from "./wait.ts";

/** The topic of wake-ups about questions; the note is the question's id. */
export const approvalsTopic = "approvals";

/** Who acts, for the audit. */
export interface Act {
  readonly actor: Actor;
  /** Version of the policy in force. */
  readonly policy?: string;
}

/** What came of filing: a new question, or the one about the same subject that is pending. */
export interface FileOutcome {
  readonly status: "filed" | "pending";
  readonly approval: Approval;
}

/** What came of withdrawing. */
export type CancelOutcome =
  | { readonly status: "cancelled" | "already"; readonly approval: Approval }
  | { readonly status: "not_found" };

/** Questions that wait for people. Safe to call from several processes at once; every method throws `unavailable` when the store does. */
export interface Approvals {
  /** Asks. A pending question with the same kind and subject is returned instead of a second one. */
  file(question: Question, o: Act & { prefix: IdPrefix }): Promise<FileOutcome>;
  /** The question as it stands by the clock. */
  get(id: string): Promise<Approval | undefined>;
  /** Counts an answer; ids are compared whole. Every answer is an event, also one that is refused. */
  vote(
    id: string,
    ballot: Ballot,
    o: Act & Omit<VoteRules, "now">,
  ): Promise<VoteOutcome | { readonly status: "not_found" }>;
  cancel(id: string, o: Act & { because: string }): Promise<CancelOutcome>;
  /** Questions whose time is not over, oldest first. */
  pending(query?: PendingQuery): Promise<readonly Approval[]>;
  /** Writes down which questions have expired; returns them. Decisions never depend on it. */
  expire(): Promise<readonly Approval[]>;
  /** Waits for the end of a question. */
  wait(id: string, o?: WaitOptions): Promise<WaitOutcome>;
}

/** Parts that {@link createApprovals} works with. */
export interface ApprovalsOptions {
  readonly store: ApprovalStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Hints between processes. Without them {@link Approvals.wait} only polls. */
  readonly wakeups?: Wakeups;
  /** How often a waiting caller looks by itself, milliseconds: 1 s unless told. */
  readonly pollMs?: number;
}

/** The verbs over any store. */
export function createApprovals(o: ApprovalsOptions): Approvals {
  const { store, clock } = o;
  const write = async (commit: ApprovalCommit) => {
    const result = await store.commit(commit);
    if (result.status === "committed") {
      // Only a hint: whoever waits polls too, so a failure changes nothing.
      for (const { approval } of commit.changes) await o.wakeups?.publish(approvalsTopic, approval.id).catch(() => {});
    }
    return result;
  };
  const settled = (id: string): Promise<Approval | undefined> =>
    decideAndCommit(async () => {
      const stored = await store.get(id);
      if (stored === undefined || !isOverdue(stored, clock.now())) return { answer: stored };
      return { answer: expireApproval(stored, clock.now()), commit: expiry(stored, clock.now()) };
    }, write);
  return {
    file: (question, act) => decideAndCommit(() => decideFiling(o, question, act), write),
    async get(id) {
      const stored = await store.get(id);
      return stored === undefined ? undefined : expireApproval(stored, clock.now());
    },
    vote: (id, ballot, act) => decideAndCommit(() => decideVote(o, id, ballot, act), write),
    cancel: (id, act) => decideAndCommit(() => decideCancel(o, id, act), write),
    async pending(query) {
      const listed = await store.pending(query);
      return listed.filter((approval) => !isOverdue(approval, clock.now()));
    },
    async expire() {
      const ended: Approval[] = [];
      for (const listed of await store.pending()) {
        if (!isOverdue(listed, clock.now())) continue;
        const result = await write(expiry(listed, clock.now()));
        if (result.status === "committed") ended.push(expireApproval(listed, clock.now()));
      }
      return ended;
    },
    wait: (id, options = {}) =>
      waitFor(id, options, {
        clock,
        topic: approvalsTopic,
        pollMs: o.pollMs ?? 1000,
        read: () => settled(id),
        ...(o.wakeups === undefined ? {} : { wakeups: o.wakeups }),
      }),
  };
}

/** The commit that writes down that a question's time is over. */
function expiry(stored: Approval, now: number): ApprovalCommit {
  const approval = expireApproval(stored, now);
  return { changes: [change(stored, approval)], events: [expiredEvent(approval, { at: now })] };
}

function change(before: Approval, approval: Approval): ApprovalChange {
  return { type: "update", approval, expectedVersion: before.version };
}

async function decideFiling(
  o: ApprovalsOptions,
  question: Question,
  act: Act & { prefix: IdPrefix },
): Promise<Attempt<FileOutcome, ApprovalCommit>> {
  const now = o.clock.now();
  const waiting = await o.store.findPending(question.kind, question.subject);
  if (waiting !== undefined && !isOverdue(waiting, now)) return { answer: { status: "pending", approval: waiting } };
  const approval = fileApproval(question, { id: newId(act.prefix, { now, random: o.random }), now });
  const filed: ApprovalCommit = {
    changes: [{ type: "file", approval }],
    events: [approvalEvent(approval, "requested", { ...stamp(act, now), outcome: "done" })],
  };
  const before: ApprovalCommit = waiting === undefined ? { changes: [], events: [] } : expiry(waiting, now);
  return {
    answer: { status: "filed", approval },
    commit: { changes: [...before.changes, ...filed.changes], events: [...before.events, ...filed.events] },
  };
}

async function decideVote(
  o: ApprovalsOptions,
  id: string,
  ballot: Ballot,
  act: Act & Omit<VoteRules, "now">,
): Promise<Attempt<VoteOutcome | { readonly status: "not_found" }, ApprovalCommit>> {
  const now = o.clock.now();
  const stored = await o.store.get(id);
  if (stored === undefined) {
    return { answer: { status: "not_found" }, commit: { changes: [], events: [unknownIdEvent(id, stamp(act, now))] } };
  }
  const answer = castVote(stored, ballot, { ...act, now });
  const events = voteEvents(stored, answer, { ...act, ballot, now });
  return { answer, commit: { changes: answer.approval === stored ? [] : [change(stored, answer.approval)], events } };
}

async function decideCancel(
  o: ApprovalsOptions,
  id: string,
  act: Act & { because: string },
): Promise<Attempt<CancelOutcome, ApprovalCommit>> {
  const now = o.clock.now();
  const stored = await o.store.get(id);
  if (stored === undefined) return { answer: { status: "not_found" } };
  const approval = cancelApproval(stored, { now, because: act.because });
  if (approval === stored) return { answer: { status: "already", approval } };
  if (approval.status === "expired") return { answer: { status: "already", approval }, commit: expiry(stored, now) };
  const event = approvalEvent(approval, "cancelled", { ...stamp(act, now), outcome: "done", reason: act.because });
  return {
    answer: { status: "cancelled", approval },
    commit: { changes: [change(stored, approval)], events: [event] },
  };
}

const stamp = (act: Act, now: number): { at: number; actor: Actor; policy?: string } => ({
  at: now,
  actor: act.actor,
  ...(act.policy === undefined ? {} : { policy: act.policy }),
});
