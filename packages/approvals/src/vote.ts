import type { Approval, Vote } from "./approval.ts";
import { expireApproval, settle } from "./settle.ts";

/** An answer on its way; the time is added when it is counted. */
export type Ballot = Omit<Vote, "at">;

/** Who may answer, asked anew at every count. */
export interface VoteRules {
  readonly now: number;
  /** Whether an answer counts: asked for the new one and again for every earlier one. Default: all count. */
  mayDecide?(ballot: Ballot): boolean;
  /** Names the person behind an answer as identities are linked now. Default: `by`. */
  personOf?(ballot: Ballot): string;
  /** The person behind the requester: none of their answers count. */
  readonly requester?: string;
}

/**
 * What came of an answer. `approval` is the question as it stands now: when it is not the object that was given, it
 * has to be written.
 */
export type VoteOutcome =
  | { readonly status: "approved"; readonly approval: Approval }
  | { readonly status: "denied"; readonly approval: Approval }
  /** Counted, more are needed. The same person's second yes counts once. */
  | { readonly status: "voted"; readonly approval: Approval; readonly have: number; readonly need: number }
  /** Decided or withdrawn before. */
  | { readonly status: "already"; readonly approval: Approval }
  | { readonly status: "expired"; readonly approval: Approval }
  | { readonly status: "forbidden"; readonly because: "not_approver" | "own_request"; readonly approval: Approval };

const byName = (ballot: Ballot): string => ballot.by;

/** The distinct people whose yes counts under these rules. */
export function approvers(approval: Approval, rules: Omit<VoteRules, "now">): ReadonlySet<string> {
  const personOf = rules.personOf ?? byName;
  const people = new Set<string>();
  for (const vote of approval.votes) {
    if (vote.decision !== "approve" || rules.mayDecide?.(vote) === false) continue;
    const person = personOf(vote);
    if (person !== rules.requester) people.add(person);
  }
  return people;
}

/**
 * Counts one answer (SPEC R3.5): one "no" ends the question, `required` distinct people's "yes" approve it, an ended
 * question never changes. A person's later answer takes the place of their earlier one. Pure: the caller writes the
 * result with `expectedVersion` and decides again on conflict.
 */
export function castVote(approval: Approval, ballot: Ballot, rules: VoteRules): VoteOutcome {
  if (rules.mayDecide?.(ballot) === false) return { status: "forbidden", because: "not_approver", approval };
  const person = (rules.personOf ?? byName)(ballot);
  if (person === rules.requester) return { status: "forbidden", because: "own_request", approval };
  const current = expireApproval(approval, rules.now);
  if (current.status === "expired") return { status: "expired", approval: current };
  if (current.status !== "pending") return { status: "already", approval: current };

  const before = current.votes.find((vote) => vote.by === ballot.by);
  const repeated = before?.decision === ballot.decision && before.scope === ballot.scope;
  const votes = repeated
    ? current.votes
    : [...current.votes.filter((vote) => vote !== before), { ...ballot, at: rules.now }];
  if (ballot.decision === "deny") {
    const denied = settle({ ...current, votes }, { status: "denied", at: rules.now, because: "denied" });
    return { status: "denied", approval: denied };
  }
  const have = approvers({ ...current, votes }, rules).size;
  if (have >= current.required) {
    const approved = settle({ ...current, votes }, { status: "approved", at: rules.now, because: "quorum" });
    return { status: "approved", approval: approved };
  }
  const next = repeated ? current : { ...current, votes, version: current.version + 1 };
  return { status: "voted", approval: next, have, need: current.required };
}
