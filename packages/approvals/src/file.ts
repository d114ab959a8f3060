import { type JsonObject, MoltbotError, type Principal } from "@moltbot/core";
import type { Approval } from "./approval.ts";

/** What is asked. */
export interface Question {
  /** What kind of question: `pairing`, `device`, `exec`. */
  readonly kind: string;
  /** What it is about; at most one pending question per kind and subject. */
  readonly subject: string;
  /** Who asked, when a person did. */
  readonly requester?: Principal;
  /** Distinct approving people needed, at least 1. */
  readonly required: number;
  /** How long it waits for an answer, milliseconds. */
  readonly ttlMs: number;
  /** What the approver is shown and what will be done. */
  readonly payload: JsonObject;
}

/**
 * A new pending question (version 1).
 * @throws MoltbotError `invalid` when `required` is no whole number of at least 1 or `ttlMs` is not above 0
 */
export function fileApproval(question: Question, o: { id: string; now: number }): Approval {
  const { ttlMs, ...rest } = question;
  if (!Number.isSafeInteger(rest.required) || rest.required < 1) {
    throw new MoltbotError("invalid", "A question needs at least one approving person", {
      hint: "Set the number of required approvals to 1 or more.",
    });
  }
  if (!(ttlMs > 0)) {
    throw new MoltbotError("invalid", "A question needs time to be answered", { hint: "Set a longer lifetime." });
  }
  return {
    ...rest,
    id: o.id,
    createdAt: o.now,
    expiresAt: o.now + ttlMs,
    status: "pending",
    version: 1,
    votes: [],
  };
}
