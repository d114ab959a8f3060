import { constants } from "node:os";
import { getSystemErrorMessage } from "node:util";

/** Names of system errors that are answered with here. */
export type ErrorName = "E2BIG" | "EACCES" | "EISDIR" | "ENOENT" | "ENOEXEC";

/** The system's words for an error: "no such file or directory". */
export function wordsFor(name: ErrorName): string {
  return getSystemErrorMessage(-constants.errno[name]);
}

/** The system's words for what a call of the system threw; what is not from there is thrown on. */
export function wordsOf(error: unknown): string {
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  return getSystemErrorMessage(errno);
}

/** Whether a call of the system failed with this error. */
export function isErrno(error: unknown, name: ErrorName): boolean {
  return errnoOf(error) === -constants.errno[name];
}

function errnoOf(error: unknown): number | undefined {
  const errno = error instanceof Error && "errno" in error ? error.errno : undefined;
  return typeof errno === "number" ? errno : undefined;
}
