export type { Approval, ApprovalStatus, GrantScope, Surface, Vote } from "./approval.ts";
export {
  type Act,
  type Approvals,
  type ApprovalsOptions,
  approvalsTopic,
  type CancelOutcome,
  createApprovals,
  type FileOutcome,
} from "./approvals.ts";
export { approvalEvent, type EventDetails, expiredEvent, unknownIdEvent, voteEvents } from "./events.ts";
export { fileApproval, type Question } from "./file.ts";
export { byAge, createMemoryApprovals, type EventSink, type MemoryApprovals, selectPending } from "./memory.ts";
export { createMemoryMirror, type PendingMirror } from "./mirror.ts";
export { type MirroredStore, type MirrorOptions, withPendingMirror } from "./mirrored.ts";
export { type Attempt, decideAndCommit } from "./retry.ts";
export { cancelApproval, expireApproval, isOverdue, settle } from "./settle.ts";
export type { ApprovalChange, ApprovalCommit, ApprovalStore, PendingQuery } from "./store.ts";
export { approvers, type Ballot, castVote, type VoteOutcome, type VoteRules } from "./vote.ts";
export type { WaitOptions, WaitOutcome } from "./wait.ts";
