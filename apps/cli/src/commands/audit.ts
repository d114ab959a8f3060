import { MoltbotError, parseDuration } from "@moltbot/core";
import { withBackend } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { auditTable } from "../output/audit-table.ts";
import { addressOf } from "../output/people.ts";
import { printJson, say, sayNext } from "../output/print.ts";

/** Filters of `audit`, as typed. */
export interface AuditOptions {
  readonly user?: string;
  readonly event?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

/** `audit`. */
export async function printAudit(context: Context, options: AuditOptions): Promise<ExitCode> {
  const { user, event, since, until, limit } = options;
  const { io } = context;
  const times = {
    ...(since === undefined ? {} : { since: moment("--since", since, io.now()) }),
    ...(until === undefined ? {} : { until: moment("--until", until, io.now()) }),
  };
  const records = await withBackend(context, async (backend) => {
    // A bare id or @username is looked up; a full identity counts even for somebody who is not known any more.
    const who = user === undefined || user.includes(":") ? user : addressOf(await backend.user(user));
    const filter = { ...times, ...(who === undefined ? {} : { user: who }), ...(event === undefined ? {} : { event }) };
    return backend.audit({ ...filter, limit });
  });
  if (context.json) {
    printJson(context, records);
    return exitCodes.ok;
  }
  if (records.length === 0) {
    const filtered = user !== undefined || event !== undefined || since !== undefined || until !== undefined;
    say(
      context,
      filtered ? "Nothing in the audit log fits. Leave out a filter to see more." : "The audit log is empty.",
    );
    return exitCodes.ok;
  }
  io.out.write(auditTable(io.out, records, io.now()));
  if (records.length === limit) say(context, `These are the newest ${limit}; --limit shows more.`);
  sayNext(context, "audit", "verify");
  return exitCodes.ok;
}

/**
 * `"1 week"` before now, or a date or time in ISO 8601 (UTC unless it says otherwise).
 * @throws MoltbotError `invalid`
 */
function moment(option: string, text: string, now: number): number {
  if (/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.test(text.trim())) {
    const full = text.trim();
    const at = Date.parse(full.includes("T") && !/(Z|[+-]\d\d:?\d\d)$/.test(full) ? `${full}Z` : full);
    if (!Number.isNaN(at)) return at;
  }
  try {
    return now - parseDuration(text);
  } catch {
    throw new MoltbotError("invalid", `${option} "${text.slice(0, 40)}" is neither a duration nor a time`, {
      hint: 'Write "30 min", "1 week", 2026-01-31 or 2026-01-31T10:00:00Z.',
    });
  }
}

/** `audit verify`. */
export async function verifyAudit(context: Context): Promise<ExitCode> {
  const verdict = await withBackend(context, (backend) => backend.verify());
  const code = verdict.ok ? exitCodes.ok : exitCodes.failed;
  if (context.json) {
    printJson(context, verdict);
    return code;
  }
  if (verdict.ok) {
    const { checked, head } = verdict;
    context.io.out.write(
      checked === 0
        ? "The audit log is empty.\n"
        : `The audit log is intact: ${checked} record${checked === 1 ? "" : "s"}, head ${head}\n`,
    );
  } else {
    context.io.out.write(`The audit log was tampered with at record ${verdict.brokenAt}: ${verdict.because}\n`);
    say(context, `Records 1 to ${verdict.brokenAt - 1} fit. Compare the rest with a backup.`);
  }
  return code;
}
