import { type Command, Option } from "commander";
import type { AuditOptions } from "../commands/audit.ts";
import type { ExportOptions } from "../commands/audit-export.ts";
import { count } from "./count.ts";
import type { Program } from "./parts.ts";

/** `audit`, `audit verify`, `audit head` and `audit export`. */
export function addAudit({ root, run }: Program): void {
  const audit = withFilters(root.command("audit").description("what happened, newest first"))
    .option("--oldest-first", "the other way round")
    .option("--limit <n>", "at most this many", count(999_999), 50)
    .option("--after <cursor>", "the next page: what the page before ended with")
    .action((options: AuditOptions, command) =>
      run(command, async (context) => (await import("../commands/audit.ts")).printAudit(context, options)),
    );
  audit
    .command("verify")
    .description("recompute the hash chain: was anything changed or removed?")
    .option("--head <head>", "also compare with what `audit head` printed once")
    .action((options: { head?: string }, command) =>
      run(command, async (context) => (await import("../commands/audit-verify.ts")).verifyAudit(context, options.head)),
    );
  audit
    .command("head")
    .description("where the hash chain ends: keep it elsewhere, and compare later")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/audit-verify.ts")).printHead(context)),
    );
  withFilters(audit.command("export").description("every record that fits, oldest first"))
    .addOption(
      new Option("--format <format>", "csv (safe for spreadsheets) or json").choices(["csv", "json"]).default("csv"),
    )
    .option("-o, --output <file>", "where to; a new file that only you can read. Without it: stdout")
    .option("--force", "replace the file if it exists")
    .action((_: ExportOptions, command: Command) =>
      // The filters stand in both commands, and the parser gives each to the one that reads it first.
      run(command, async (context) =>
        (await import("../commands/audit-export.ts")).exportAudit(context, command.optsWithGlobals<ExportOptions>()),
      ),
    );
}

function withFilters(command: Command): Command {
  return command
    .option("--user <who>", "only what this person did or what was done about them")
    .option("--event <name>", "an event (pairing.approved), an area (pairing) or a pattern (*.refused)")
    .option("--since <when>", 'a duration ("1 week") or a time (2026-01-31, 2026-01-31T10:00Z)')
    .option("--until <when>", "likewise; this moment counts no more");
}
