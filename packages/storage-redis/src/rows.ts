import type { Approval } from "@moltbot/approvals";
import { MoltbotError } from "@moltbot/core";

/** A stored question: its version for Lua to compare, then the question as JSON. */
export function writeRow(approval: Approval): string {
  return `${approval.version}:${JSON.stringify(approval)}`;
}

/**
 * Reads what {@link writeRow} wrote.
 * @throws MoltbotError `unavailable` for anything else: a question that cannot be read is never answered with "yes"
 */
export function readRow(row: string): Approval {
  const text = row.slice(row.indexOf(":") + 1);
  try {
    const value: unknown = JSON.parse(text);
    if (isApproval(value)) return value;
  } catch {
    // answered below
  }
  throw new MoltbotError("unavailable", "A stored question cannot be read", {
    hint: "Delete its key in Redis, or wait until it expires.",
  });
}

const statuses: readonly unknown[] = [
  "pending",
  "approved",
  "denied",
  "expired",
  "cancelled",
] satisfies readonly Approval["status"][];

function isApproval(value: unknown): value is Approval {
  if (value === null || typeof value !== "object") return false;
  const row = value as Readonly<Record<string, unknown>>;
  const texts = [row["id"], row["kind"], row["subject"]].every((part) => typeof part === "string");
  const numbers = [row["required"], row["createdAt"], row["expiresAt"], row["version"]].every(Number.isFinite);
  return (
    texts && numbers && statuses.includes(row["status"]) && Array.isArray(row["votes"]) && isObject(row["payload"])
  );
}

const isObject = (value: unknown): boolean => value !== null && typeof value === "object" && !Array.isArray(value);
