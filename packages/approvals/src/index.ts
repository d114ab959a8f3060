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
export {
  agreedScope,
  type Grant,
  type GrantKind,
  type GrantWish,
  isLive,
  type LastingScope,
  makeGrant,
  sessionGrantMs,
} from "./grant.ts";
export { claimedEvent, endedEvent, grantEvent, lostEvent, type Stamp } from "./grant-events.ts";
export type {
  ClaimResult,
  Coverage,
  FinishResult,
  GrantChange,
  GrantCommit,
  GrantQuery,
  GrantStore,
  RunClaim,
  RunStep,
} from "./grant-store.ts";
export {
  createGrants,
  type Grants,
  type GrantsOptions,
  type RememberOutcome,
  type RevokeAct,
  type RevokeOutcome,
} from "./grants.ts";
export type { JobBoard, PostedJob } from "./job-board.ts";
export { byAge, createMemoryApprovals, type EventSink, type MemoryApprovals, selectPending } from "./memory.ts";
export {
  createMemoryGrantHub,
  createMemoryGrants,
  type MemoryGrantHub,
  type MemoryGrantsOptions,
} from "./memory-grants.ts";
export { createMemoryJobHub, type MemoryJobHub } from "./memory-jobs.ts";
export { createMemoryMirror, type PendingMirror } from "./mirror.ts";
export { type MirroredStore, type MirrorOptions, withPendingMirror } from "./mirrored.ts";
export { type Attempt, decideAndCommit } from "./retry.ts";
export type { Run, RunEnd, RunOutcome, SkipOutcome } from "./run.ts";
export { createRuns, type Recovered, type Runs, type RunsOptions } from "./runs.ts";
export { cancelApproval, expireApproval, isOverdue, settle } from "./settle.ts";
export type { ApprovalChange, ApprovalCommit, ApprovalStore, PendingQuery } from "./store.ts";
export { approvers, type Ballot, castVote, type VoteOutcome, type VoteRules } from "./vote.ts";
export type { WaitOptions, WaitOutcome } from "./wait.ts";
