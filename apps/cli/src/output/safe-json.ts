import { escapeUnsafe } from "./escape-unsafe.ts";

/** JSON for a terminal or a pipe: exact data, safe to look at and safe to parse. */
export function safeJson(value: unknown, indent = 2): string {
  return escapeUnsafe(JSON.stringify(value, null, indent) ?? "null");
}
