import type { Logger } from "@moltbot/core";
import { type LogLevel, rank } from "./log-level.ts";

/** Lets through what is important enough at this moment: a new config may say another level. */
export function underLevel(log: Logger, level: () => LogLevel): Logger {
  const line =
    (name: "debug" | "info" | "warn" | "error"): Logger["info"] =>
    (message, fields) => {
      if (rank(name) >= rank(level())) log[name](message, fields);
    };
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}
