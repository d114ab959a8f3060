import type { JsonObject, Principal } from "@moltbot/core";

/** Where a question stands. Everything but `pending` is final. */
export type ApprovalStatus = "pending" | "approved" | "denied" | "expired" | "cancelled";

/** Which surface an answer came through. */
export type Surface = "chat" | "dashboard" | "cli" | "api";

/** How far an approval of a command reaches (SPEC R7.3); questions about people ignore it. */
export type GrantScope = "once" | "session" | "always";

/** One person's answer. `by` names the person, not the account: two linked identities are one voter. */
export interface Vote {
  readonly by: string;
  readonly decision: "approve" | "deny";
  readonly at: number;
  readonly via: Surface;
  readonly scope?: GrantScope;
  /** The identity that the answer came from, so that rights are checked again when votes are counted; absent: the operator. */
  readonly from?: Principal;
}

/** A question that waits for people. Plain data; times in milliseconds since the epoch. */
export interface Approval {
  /** Server-made: `pair_…`, `exec_…`, `dev_…`. */
  readonly id: string;
  /** What kind of question: `pairing`, `device`, `exec`. */
  readonly kind: string;
  /** What it is about; at most one pending question per kind and subject. */
  readonly subject: string;
  /** Who asked, when a person did: they never decide on it. */
  readonly requester?: Principal;
  /** Distinct approving people needed (SPEC R3.5), at least 1. */
  readonly required: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly status: ApprovalStatus;
  /** Raised by one on every change: the precondition of the next. */
  readonly version: number;
  readonly votes: readonly Vote[];
  readonly decidedAt?: number;
  /** Why it ended as it did: `quorum`, `denied`, `timeout`, `blocked`, `unpaired`, `displaced`, … */
  readonly because?: string;
  /** What the approver is shown and what will be done. */
  readonly payload: JsonObject;
}
