import type { Json } from "@moltbot/core";
import type { AuditRecord } from "./log.ts";

/** The columns of an export, in order: the fields of a record. `data` and `personal` hold JSON. */
export const csvColumns = [
  "id",
  "at",
  "event",
  "outcome",
  "actor",
  "subject",
  "ref",
  "reason",
  "policy",
  "data",
  "personal",
  "seq",
  "hash",
] as const;

// What a spreadsheet may take for a formula, in all widths, also behind what nobody sees; and our own mark.
const risky = /^[\s\p{Cf}]*['=+\-@\t\r\n＝＋－＠﹢﹣﹦﹫−]/u;

/**
 * A text as a field that no spreadsheet runs: one that could be taken for a formula, or that begins with an apostrophe, gets
 * an apostrophe in front. {@link unguardText} gives the text back.
 */
export function guardText(text: string): string {
  return risky.test(text) ? `'${text}` : text;
}

/** The text that {@link guardText} was given. */
export function unguardText(field: string): string {
  return field.startsWith("'") ? field.slice(1) : field;
}

/** One line of CSV as RFC 4180 wants it: every field in quotes, quotes doubled, CR LF at the end. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => `"${guardText(field).replaceAll('"', '""')}"`).join(",")}\r\n`;
}

/** A record as a line of CSV. Absent fields are empty. */
export function csvRecord(record: AuditRecord): string {
  const texts = { ...record, at: new Date(record.at).toISOString() };
  return csvLine(csvColumns.map((name) => fieldOf(texts[name])));
}

function fieldOf(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
