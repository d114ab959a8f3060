export type { Approval, ApprovalStatus, GrantScope, Surface, Vote } from "./approval.ts";
export type { ApprovalChange, ApprovalCommit, ApprovalStore, PendingQuery } from "./store.ts";
