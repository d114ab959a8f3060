import type { Approval, ApprovalStatus } from "./approval.ts";

/** Ends a pending question; a question that has ended comes back unchanged. */
export function settle(
  approval: Approval,
  end: { status: Exclude<ApprovalStatus, "pending">; at: number; because: string },
): Approval {
  if (approval.status !== "pending") return approval;
  return {
    ...approval,
    status: end.status,
    decidedAt: end.at,
    because: end.because,
    version: approval.version + 1,
  };
}

/** Whether a pending question's time is over at `now`. The last millisecond of its life is the one before `expiresAt`. */
export function isOverdue(approval: Approval, now: number): boolean {
  return approval.status === "pending" && now >= approval.expiresAt;
}

/**
 * The question as it stands at `now`: an overdue one becomes `expired`, dated `expiresAt` whoever notices; every other
 * comes back as the same object.
 */
export function expireApproval(approval: Approval, now: number): Approval {
  if (!isOverdue(approval, now)) return approval;
  return settle(approval, { status: "expired", at: approval.expiresAt, because: "timeout" });
}

/** Withdraws a question. Only a pending one changes, and an overdue one expires instead. */
export function cancelApproval(approval: Approval, o: { now: number; because: string }): Approval {
  const current = expireApproval(approval, o.now);
  return settle(current, { status: "cancelled", at: o.now, because: o.because });
}
