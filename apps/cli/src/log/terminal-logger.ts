import { type Logger, plainText } from "@moltbot/core";
import type { Io } from "../io.ts";
import { type Look, paint } from "../output/style.ts";
import { logFields } from "./log-fields.ts";
import { type LogLevel, rank } from "./log-level.ts";

const looks = { debug: "dim", info: "green", warn: "yellow", error: "red" } as const satisfies Record<string, Look>;

/** Log lines for a person at a terminal: `12:01:02 info  message name=value`. */
export function createTerminalLogger(io: Io, level: LogLevel): Logger {
  const { out } = io;
  const line =
    (name: keyof typeof looks) =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void => {
      if (rank(name) < rank(level)) return;
      const time = new Date(io.now()).toTimeString().slice(0, 8);
      const label = paint(out, looks[name], name.padEnd(5));
      out.write(`${paint(out, "dim", time)} ${label} ${plainText(message, 500)}${pairs(io, fields)}\n`);
    };
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}

function pairs(io: Io, fields: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(logFields(fields))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return ` ${paint(io.out, "dim", `${plainText(name, 60)}=`)}${plainText(text, 400)}`;
    })
    .join("");
}
