import { InvalidArgumentError } from "commander";
import type { Program } from "./parts.ts";

/** `audit` and `audit verify`. */
export function addAudit({ root, run }: Program): void {
  const audit = root
    .command("audit")
    .description("what happened, newest first")
    .option("--user <who>", "only what this person did or what was done about them")
    .option("--event <name>", "an event (pairing.approved) or an area (pairing)")
    .option("--since <when>", 'a duration ("1 week") or a time (2026-01-31, 2026-01-31T10:00Z)')
    .option("--until <when>", "likewise; this moment counts no more")
    .option("--limit <n>", "at most this many", count, 50)
    .action((options: { user?: string; event?: string; since?: string; until?: string; limit: number }, command) =>
      run(command, async (context) => (await import("../commands/audit.ts")).printAudit(context, options)),
    );
  audit
    .command("verify")
    .description("recompute the hash chain: was anything changed or removed?")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/audit.ts")).verifyAudit(context)),
    );
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text) || value < 1) throw new InvalidArgumentError("Give a number from 1 to 999999.");
  return value;
}
