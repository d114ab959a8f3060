import { withBackend } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { auditTable } from "../output/audit-table.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { type AuditFilterOptions, readFilter } from "./audit-filter.ts";

/** What `audit` is asked. */
export interface AuditOptions extends AuditFilterOptions {
  readonly limit: number;
  readonly after?: string;
  readonly oldestFirst?: boolean;
}

/** `audit`. */
export async function printAudit(context: Context, options: AuditOptions): Promise<ExitCode> {
  const { limit, after, oldestFirst } = options;
  const { io } = context;
  const filter = readFilter(options, io.now());
  const { records, next } = await withBackend(context, async (backend) =>
    backend.auditPage({
      ...(await filter(backend)),
      limit,
      ...(after === undefined ? {} : { after }),
      ...(oldestFirst === true ? { oldestFirst } : {}),
    }),
  );
  if (context.json) {
    printJson(context, records);
    if (next !== undefined) say(context, `next page: --after ${next}`);
    return exitCodes.ok;
  }
  if (records.length === 0) {
    const filtered = ["user", "event", "since", "until", "after"].some((name) => Object.hasOwn(options, name));
    say(
      context,
      filtered ? "Nothing in the audit log fits. Leave out a filter to see more." : "The audit log is empty.",
    );
    return exitCodes.ok;
  }
  io.out.write(auditTable(io.out, records, io.now()));
  if (next === undefined) sayNext(context, "audit", "verify");
  else
    say(
      context,
      `These are the ${oldestFirst === true ? "oldest" : "newest"} ${limit}. The next: ${nextPage(context, options, next)}`,
    );
  return exitCodes.ok;
}

/** The command for the next page, filters included. A duration means another moment by then, and that is harmless: the cursor holds. */
function nextPage(context: Context, options: AuditOptions, next: string): string {
  const { user, event, since, until, limit, oldestFirst } = options;
  const words = Object.entries({
    user,
    event,
    since,
    until,
    limit: limit === 50 ? undefined : String(limit),
    after: next,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  return commandLine(context, "audit", ...words, ...(oldestFirst === true ? ["--oldest-first"] : []));
}
