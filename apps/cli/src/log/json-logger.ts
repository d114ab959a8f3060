import type { Logger } from "@moltbot/core";
import { destination, type LoggerOptions, pino, stdTimeFunctions } from "pino";
import { escapeUnsafe } from "../output/escape-unsafe.ts";
import { logFields } from "./log-fields.ts";
import type { LogLevel } from "./log-level.ts";

/** Log lines for machines: one JSON object a line on stdout, times in ISO 8601. */
export function createJsonLogger(level: LogLevel): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    messageKey: "message",
    formatters: { level: (label) => ({ level: label }) },
    hooks: { streamWrite: escapeUnsafe },
  };
  // Synchronous: what was logged before a crash is there to read after it.
  const log = pino(options, destination({ dest: 1, sync: true }));
  const line =
    (name: "debug" | "info" | "warn" | "error") =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void =>
      log[name](logFields(fields), message);
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}
