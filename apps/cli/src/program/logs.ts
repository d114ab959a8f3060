import { Option } from "commander";
import type { LogOptions } from "../commands/logs.ts";
import { count } from "./count.ts";
import type { Program } from "./parts.ts";

/** `logs`. */
export function addLogs({ root, run }: Program): void {
  root
    .command("logs")
    .description("what the gateway logged and what was decided, oldest first")
    .option("--filter <area>", "only this area (pairing, exec, channel, sandbox, store, config, message), or a word")
    .addOption(
      new Option("--level <level>", "only this important or more")
        .choices(["debug", "info", "warn", "error"])
        .default("debug"),
    )
    .option("--since <when>", 'a duration ("1 hour") or a time (2026-01-31T10:00Z)')
    .option("--limit <n>", "at most this many lines, the newest", count(100_000), 200)
    .option("-f, --follow", "go on until Ctrl-C; with --json one object a line")
    .option("--no-audit", "leave out what the audit log says")
    .action((options: LogOptions, command) =>
      run(command, async (context) => (await import("../commands/logs.ts")).printLogs(context, options)),
    );
}
