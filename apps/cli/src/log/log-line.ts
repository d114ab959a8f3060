import { plainText } from "@moltbot/core";
import type { AuditView } from "../backend/views.ts";
import type { Io } from "../io.ts";
import { paint } from "../output/style.ts";
import type { LogLevel } from "./log-level.ts";

/** One line of `logs`: of the log file, or a record of the audit log. */
export interface LogLine {
  /** ISO 8601. */
  readonly time: string;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly from: "log" | "audit";
  readonly fields: Readonly<Record<string, unknown>>;
}

const levels: ReadonlySet<string> = new Set(["debug", "info", "warn", "error"] satisfies LogLevel[]);

/** Reads a line of the log file; nothing for one that was cut off. */
export function readLine(text: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { time, level, message, ...fields } = value as Record<string, unknown>;
    if (typeof time !== "string" || typeof message !== "string" || Number.isNaN(Date.parse(time))) return undefined;
    const known = typeof level === "string" && levels.has(level) ? (level as LogLine["level"]) : "info";
    return { time, level: known, message, from: "log", fields };
  } catch {
    return undefined;
  }
}

/** A record of the audit log as a line: what was refused or failed is worth a warning. */
export function auditLine({ at, event, outcome, actor, subject, ref, reason }: AuditView): LogLine {
  const fields = Object.entries({ outcome, actor, subject, ref, reason }).filter(([, value]) => value !== undefined);
  const level = outcome === "denied" || outcome === "failed" ? "warn" : "info";
  return { time: at, level, message: event, from: "audit", fields: Object.fromEntries(fields) };
}

// Messages of the log are written for people: these words tell what they are about.
const areas: Readonly<Record<string, RegExp>> = {
  pairing: /\b(un)?pair/i,
  channel: /\b(channels?|telegram|discord|whatsapp|webhook)\b/i,
  exec: /\b(commands?|exec|jobs?)\b/i,
  sandbox: /\bsandbox/i,
  store: /\b(stores?|database|redis|postgres|row)\b/i,
  config: /\b(config|settings?)\b/i,
  message: /\b(message|conversation|handler|delivery)/i,
  audit: /\baudit\b/i,
};

/** Whether a line is about what `filter` says: an area, or a word anywhere in it. */
export function isAbout(line: LogLine, filter: string): boolean {
  const word = filter.toLowerCase();
  const isAudit = line.from === "audit";
  if (isAudit && (line.message === word || line.message.startsWith(`${word}.`))) return true;
  const text = `${line.message} ${JSON.stringify(line.fields)}`;
  const area = Object.hasOwn(areas, word) ? areas[word] : undefined;
  if (area === undefined) return text.toLowerCase().includes(word);
  // Who is in a record says nothing about its area.
  return area.test(isAudit ? line.message.replace(/[._]/g, " ") : text);
}

const looks = { debug: "dim", info: "green", warn: "yellow", error: "red" } as const;

/** A line for people, with every character harmless. */
export function lineText({ out }: Io, { time, level, message, from, fields }: LogLine): string {
  const when = paint(out, "dim", time.slice(0, 19).replace("T", " "));
  const label = paint(out, looks[level], level.padEnd(5));
  const more = Object.entries(fields).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return ` ${paint(out, "dim", `${plainText(name, 60)}=`)}${plainText(text, 400)}`;
  });
  const source = from === "audit" ? paint(out, "cyan", "audit ") : "";
  return `${when} ${label} ${source}${plainText(message, 500)}${more.join("")}\n`;
}
