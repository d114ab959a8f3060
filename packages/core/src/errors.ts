/** Why an operation did not happen, in seven words that every surface (HTTP, exit codes, chat) maps once. */
export type ErrorCode = "invalid" | "not_found" | "conflict" | "expired" | "denied" | "limited" | "unavailable";

/** What an error carries besides its message. */
export interface ErrorDetails {
  /** What the reader can do about it, as one sentence. */
  readonly hint?: string;
  /** Plain data for programs, e.g. `{ requestId }`. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error class of all Moltbot packages (SPEC R0.3): a code for programs, a message and a hint for people. */
export class MoltbotError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "MoltbotError";
    this.code = code;
    this.hint = details.hint;
    this.data = details.data;
  }
}

/** Recognises a {@link MoltbotError} even when two copies of this package are installed. */
export function isMoltbotError(value: unknown): value is MoltbotError {
  return value instanceof Error && value.name === "MoltbotError" && "code" in value;
}

/** The message of anything that was thrown; never throws itself. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return typeof thrown === "string" ? thrown : "unknown error";
}
