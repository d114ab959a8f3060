import { type ErrorCode, isMoltbotError, type MoltbotError, messageOf } from "@moltbot/core";
import type { HttpContext } from "./route.ts";

/** A status that a route may answer an error with. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 421 | 429 | 500 | 503;

/** The one map from error codes to HTTP (SPEC R0.3). */
export const statusOf: Readonly<Record<ErrorCode, ErrorStatus>> = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  expired: 410,
  denied: 403,
  limited: 429,
  unavailable: 503,
};

/** An error as it is told. */
export interface Problem {
  readonly status: ErrorStatus;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly retryAfterMs?: number;
}

/** What to tell about something thrown. What we did not foresee stays in the log. */
export function problemOf(thrown: unknown): Problem {
  if (isMoltbotError(thrown)) return fromError(thrown);
  return {
    status: 500,
    code: "unavailable",
    message: "Something failed here",
    hint: "The gateway's log says what.",
  };
}

function fromError(error: MoltbotError): Problem {
  return {
    status: statusOf[error.code],
    code: error.code,
    message: messageOf(error),
    hint: error.hint,
    data: error.data,
  };
}

/** A problem as the API tells it. */
export function sendProblem(c: HttpContext, problem: Problem): Response {
  const { code, message, hint, data } = problem;
  if (problem.retryAfterMs !== undefined) c.header("Retry-After", String(Math.ceil(problem.retryAfterMs / 1000)));
  return c.json({ error: { code, message, ...(hint && { hint }), ...(data && { data }) } }, problem.status);
}
