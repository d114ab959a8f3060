import { isMoltbotError, MoltbotError } from "@moltbot/core";

/** What {@link MoltbotError.data} says when no command can run because of the engine. */
export const sandboxUnavailable = "SANDBOX_UNAVAILABLE";

/** No engine, no run (SPEC R8.6): an `unavailable` that {@link isSandboxUnavailable} recognises. */
export function unavailable(message: string, hint: string, cause?: unknown): MoltbotError {
  return new MoltbotError("unavailable", message, { hint, data: { reason: sandboxUnavailable }, cause });
}

/** Whether nothing ran, or a run was cut off, because the sandbox or its engine is not there. */
export function isSandboxUnavailable(thrown: unknown): thrown is MoltbotError {
  return isMoltbotError(thrown) && thrown.data?.["reason"] === sandboxUnavailable;
}

/** A cell that went away while something ran in it. */
export function lostCell(reason: string): MoltbotError {
  return unavailable(`the sandbox ended while a command ran: ${reason}`, "Run the command again: a new one is made.");
}
