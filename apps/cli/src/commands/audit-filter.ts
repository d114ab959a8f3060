import { readEvent } from "@moltbot/audit";
import { isMoltbotError, MoltbotError, parseDuration, plainText } from "@moltbot/core";
import type { Backend } from "../backend/backend.ts";
import { addressOf } from "../output/people.ts";

/** Filters of the audit log, as typed. */
export interface AuditFilterOptions {
  readonly user?: string;
  readonly event?: string;
  readonly since?: string;
  readonly until?: string;
}

/** The same, read. Times in milliseconds since the epoch. */
export interface ReadFilter {
  readonly user?: string;
  readonly event?: string;
  readonly since?: number;
  readonly until?: number;
}

/**
 * Reads the filters, all but the person at once; that one is looked up when the returned function is called: a bare id,
 * `@username` or pairing id must name one known person (SPEC R0.2), a full identity counts even for somebody who is not
 * known any more.
 * @throws MoltbotError `invalid`; the function also `not_found`, or `conflict` with everybody whom a name could mean
 */
export function readFilter(
  o: AuditFilterOptions,
  now: number,
): (backend: Pick<Backend, "user">) => Promise<ReadFilter> {
  const since = o.since === undefined ? undefined : moment("--since", o.since, now);
  const until = o.until === undefined ? undefined : moment("--until", o.until, now);
  if (since !== undefined && until !== undefined && since >= until) {
    throw new MoltbotError("invalid", "--since is not before --until: nothing can lie between", {
      hint: 'For the week before last: --since "2 weeks" --until "1 week".',
    });
  }
  if (o.event !== undefined) readEvent(o.event);
  const { user: who, event } = o;
  return async (backend) => {
    const user = who === undefined || who.includes(":") ? who : addressOf(await backend.user(who));
    return {
      ...(user === undefined ? {} : { user }),
      ...(event === undefined ? {} : { event }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    };
  };
}

const time = /^(\d{4})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * `"1 week"` before now, or a date or time in ISO 8601 (UTC unless it says otherwise).
 * @throws MoltbotError `invalid`
 */
export function moment(option: string, text: string, now: number): number {
  const [full, year = "", month = "", day = "", zone] = time.exec(text.trim()) ?? [];
  try {
    if (full === undefined) return now - parseDuration(text);
  } catch (error) {
    if (!isMoltbotError(error)) throw error;
    throw unreadable(option, text, "is neither a duration nor a time");
  }
  const at = Date.parse(full.includes("T") && zone === undefined ? `${full}Z` : full);
  // Date.parse takes the 31st of February for the 2nd of March.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number.isNaN(at) || Number(day) > days) throw unreadable(option, text, "is no time of the calendar");
  return at;
}

function unreadable(option: string, text: string, why: string): MoltbotError {
  return new MoltbotError("invalid", `${option} "${plainText(text, 40)}" ${why}`, {
    hint: 'Write "30 min", "1 week", 2026-01-31 or 2026-01-31T10:00:00Z.',
  });
}
