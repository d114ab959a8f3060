import { MoltbotError, parseDuration } from "@moltbot/core";

const hour = 3_600_000;

/** How long a block or a delegation lasts that somebody wrote; absent or empty: no end. */
export function readTerm(text: unknown): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (typeof text !== "string") {
    throw new MoltbotError("invalid", "The time is not text", { hint: 'Write a number and a unit, e.g. "7 days".' });
  }
  return parseDuration(text);
}

/**
 * The terms of a block.
 * @throws MoltbotError `invalid` for a time that is none, or shorter than a minute: that is a slip
 */
export function readBlockTerms({ reason, for: time }: { reason?: unknown; for?: unknown }): {
  readonly reason?: string;
  readonly forMs?: number;
} {
  if (reason !== undefined && typeof reason !== "string") throw new MoltbotError("invalid", "The reason is not text");
  const forMs = readTerm(time);
  if (forMs !== undefined && forMs < hour / 60) {
    throw new MoltbotError("invalid", "A block lasts at least a minute", { hint: 'Write e.g. "7 days", or no time.' });
  }
  return {
    ...(reason === undefined ? {} : { reason: reason.slice(0, 500) }),
    ...(forMs === undefined ? {} : { forMs }),
  };
}
