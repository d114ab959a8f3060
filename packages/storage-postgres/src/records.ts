import type { Approval, Grant, PostedJob, Run } from "@moltbot/approvals";
import { type Logger, MoltbotError } from "@moltbot/core";
import type { Row } from "./driver.ts";

/** A JSON object of unknown content. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const texts = (value: Fields, ...names: readonly string[]): boolean =>
  names.every((name) => typeof value[name] === "string");
const numbers = (value: Fields, ...names: readonly string[]): boolean =>
  names.every((name) => typeof value[name] === "number" && Number.isFinite(value[name]));

/** Whether a record has the form of a question. Its columns are checked by the database; what is left is the payload. */
export function isApproval(value: unknown): value is Approval {
  return (
    isFields(value) &&
    texts(value, "id", "kind", "subject", "status") &&
    numbers(value, "createdAt", "expiresAt", "required", "version") &&
    Array.isArray(value["votes"]) &&
    isFields(value["payload"])
  );
}

/** Whether a record has the form of a grant. */
export function isGrant(value: unknown): value is Grant {
  return (
    isFields(value) &&
    texts(value, "id", "kind", "subject", "agent", "scope", "approval") &&
    numbers(value, "grantedAt", "version") &&
    Array.isArray(value["grantedBy"]) &&
    isFields(value["payload"])
  );
}

/** Whether a record has the form of a run. */
export function isRun(value: unknown): value is Run {
  return isFields(value) && texts(value, "approval", "holder") && numbers(value, "claimedAt");
}

/** Whether a record has the form of a running command. */
export function isJob(value: unknown): value is PostedJob {
  return isFields(value) && texts(value, "id", "session") && isFields(value["who"]) && isFields(value["payload"]);
}

/** Whether a value has the form of a conversation. */
export function isConversation(value: unknown): boolean {
  return isFields(value) && texts(value, "channel", "account", "id", "kind");
}

/** Whether a value has the form of an inbox item. */
export function isItem(value: unknown): boolean {
  if (!isFields(value)) return false;
  const inner = value[value["kind"] === "message" ? "message" : "action"];
  if (!isFields(inner) || !texts(inner, "id") || !numbers(inner, "at") || !isConversation(inner["conversation"]))
    return false;
  const by = value["kind"] === "message" ? inner["sender"] : inner["by"];
  if (!isFields(by) || !texts(by, "id")) return false;
  return value["kind"] === "message" ? texts(inner, "text") : value["kind"] === "action" && texts(inner, "payload");
}

/** Whether a value has the form of a message to send. */
export function isMessage(value: unknown): boolean {
  return isFields(value) && texts(value, "text") && (value["actions"] === undefined || Array.isArray(value["actions"]));
}

/** The good ones of a list. One bad row must not hide the others: it is skipped and named in the log. */
export function goodOnes<T>(
  rows: readonly Row[],
  o: { column: string; table: string; log: Logger; is: (value: unknown) => value is T },
): T[] {
  const good: T[] = [];
  for (const row of rows) {
    const value = row[o.column];
    if (o.is(value)) good.push(value);
    else o.log.error("corrupt row skipped", { table: o.table, id: isFields(value) ? value["id"] : undefined });
  }
  return good;
}

/** What to throw when exactly this row was asked for. */
export function corrupt(table: string, id: string): MoltbotError {
  return new MoltbotError("invalid", `The row ${id} of ${table} is corrupt`, {
    hint: "Somebody changed it by hand. Repair or delete it.",
    data: { table, id },
  });
}
