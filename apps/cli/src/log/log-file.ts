import { chmodSync, closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "@moltbot/core";
import { safeJson } from "../output/safe-json.ts";
import { logFields } from "./log-fields.ts";
import { type LogLevel, rank } from "./log-level.ts";

/** Bytes after which a log file is put aside. */
const largest = 5_000_000;
/** Files that are kept beside the one that is written. */
const older = 3;
const longestLine = 8000;

/** The file that a gateway of this state directory logs to. */
export function logFile(stateDir: string): string {
  return join(stateDir, "gateway.log");
}

/** All of them, the oldest first; some may be missing. */
export function logFiles(stateDir: string): readonly string[] {
  const file = logFile(stateDir);
  return [...Array.from({ length: older }, (_, i) => `${file}.${older - i}`), file];
}

/** What {@link createFileLogger} works with. */
export interface FileLogOptions {
  readonly stateDir: string;
  readonly level: LogLevel;
  readonly now: () => number;
  /** Called once, when the file cannot be written; logging goes on without it. */
  readonly broken: (thrown: unknown) => void;
  /** Bytes of one file; absent: 5 MB. */
  readonly maxBytes?: number;
}

/**
 * Log lines in the state directory: one JSON object a line, mode 0600, in at most four files. Synchronous: what was
 * logged before a crash is there to read after it.
 */
export function createFileLogger(o: FileLogOptions): Logger {
  const file = logFile(o.stateDir);
  const most = o.maxBytes ?? largest;
  let open: { readonly fd: number; size: number } | undefined;
  let isBroken = false;
  const write = (line: string): void => {
    if (isBroken) return;
    try {
      open ??= openLog(file);
      if (open.size > 0 && open.size + line.length > most) {
        closeSync(open.fd);
        putAside(file);
        open = openLog(file);
      }
      open.size += writeSync(open.fd, line);
    } catch (thrown) {
      isBroken = true;
      o.broken(thrown);
    }
  };
  const line =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void => {
      if (rank(level) < rank(o.level)) return;
      write(`${lineOf({ level, time: new Date(o.now()).toISOString(), message }, fields)}\n`);
    };
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}

/** A line that everybody can parse, however large a field is. */
function lineOf(head: object, fields: Readonly<Record<string, unknown>> | undefined): string {
  const whole = safeJson({ ...logFields(fields), ...head }, 0);
  return whole.length <= longestLine ? whole : safeJson({ ...head, cut: whole.slice(0, longestLine / 2) }, 0);
}

function openLog(file: string): { fd: number; size: number } {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  const fd = openSync(file, "a", 0o600);
  chmodSync(file, 0o600);
  return { fd, size: statSync(file).size };
}

function putAside(file: string): void {
  rmSync(`${file}.${older}`, { force: true });
  for (let n = older - 1; n >= 0; n--) {
    try {
      renameSync(n === 0 ? file : `${file}.${n}`, `${file}.${n + 1}`);
    } catch {
      // It was never that full.
    }
  }
}

/** Logs to both. */
export function bothLoggers(one: Logger, other: Logger): Logger {
  const line =
    (level: keyof Logger) =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void => {
      one[level](message, fields);
      other[level](message, fields);
    };
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}
