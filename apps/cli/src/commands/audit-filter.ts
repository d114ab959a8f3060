import { readEvent, readMoment } from "@moltbot/audit";
import { MoltbotError } from "@moltbot/core";
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
  const since = o.since === undefined ? undefined : readMoment("--since", o.since, now);
  const until = o.until === undefined ? undefined : readMoment("--until", o.until, now);
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
