import { count } from "./count.ts";
import type { Program } from "./parts.ts";

const session = "channel:id, bare id, @username, or the key of a group's session (#telegram:-100200300)";

/** `sessions list|show|history|reset`. */
export function addSessions({ root, run }: Program): void {
  const sessions = root.command("sessions").description("conversations with the bot, one for each person and group");
  sessions
    .command("list")
    .description("list sessions, the last spoken in first")
    .option("--limit <n>", "at most this many", count(1000), 50)
    .option("--after <cursor>", "the next page: what the page before ended with")
    .action((options: { limit: number; after?: string }, command) =>
      run(command, async (context) => (await import("../commands/sessions.ts")).listSessions(context, options)),
    );
  sessions
    .command("show")
    .description("show one session: who answers, what it may, where it works, what waits")
    .argument("<session>", session)
    .action((name: string, _, command) =>
      run(command, async (context) => (await import("../commands/sessions.ts")).showSession(context, name)),
    );
  sessions
    .command("history")
    .description("print what was said, the last lines; reading it is written down in the audit log")
    .argument("<session>", session)
    .option("--limit <n>", "at most this many lines", count(1000), 50)
    .option("--before <cursor>", "the page before: what the page after began with")
    .option("--archived", "also what was said before a reset")
    .action((name: string, options: { limit: number; before?: string; archived?: boolean }, command) =>
      run(command, async (context) => (await import("../commands/sessions.ts")).printHistory(context, name, options)),
    );
  sessions
    .command("reset")
    .description("begin a session anew: the agent forgets what was said, and permissions for the session end")
    .argument("<session>", session)
    .option("--dry-run", "only say what would go")
    .option("-y, --yes", "do it; what was said is kept and can be read with --archived")
    .action((name: string, options: { yes?: boolean; dryRun?: boolean }, command) =>
      run(command, async (context) => (await import("../commands/sessions.ts")).resetSession(context, name, options)),
    );
}
