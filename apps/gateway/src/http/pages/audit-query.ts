import { type ExportFilter, readEvent, readMoment } from "@moltbot/audit";
import { MoltbotError } from "@moltbot/core";
import type { Pairing } from "@moltbot/pairing";
import { auditUser } from "../people.ts";

/** The filters of the audit page, as somebody typed them; empty where they typed nothing. */
export interface AuditFields {
  readonly user: string;
  readonly event: string;
  readonly since: string;
  readonly until: string;
}

/** Their names, in the order of the form. */
export const auditFieldNames = ["user", "event", "since", "until"] as const;

/** Picks the fields out of a query or a form. Longer ones than anybody types are cut. */
export function auditFields(get: (name: string) => string | null | undefined): AuditFields {
  const [user = "", event = "", since = "", until = ""] = auditFieldNames.map((name) =>
    (get(name) ?? "").trim().slice(0, 200),
  );
  return { user, event, since, until };
}

/**
 * The filter that they mean; times as in `moltbot audit --since` (SPEC R9.1).
 * @throws MoltbotError `invalid`, or `not_found` and `conflict` for a name that is not one known person
 */
export async function readAuditFields(fields: AuditFields, now: number, pairing: Pairing): Promise<ExportFilter> {
  const time = (name: "since" | "until"): number | undefined =>
    fields[name] === "" ? undefined : readMoment(name === "since" ? "Since" : "Until", fields[name], now);
  const [since, until] = [time("since"), time("until")];
  if (since !== undefined && until !== undefined && since >= until) {
    throw new MoltbotError("invalid", "Since is not before until: nothing can lie between", {
      hint: "For the week before last: since 2 weeks, until 1 week.",
    });
  }
  if (fields.event !== "") readEvent(fields.event);
  return {
    ...(fields.user === "" ? {} : { user: await auditUser(pairing, fields.user) }),
    ...(fields.event === "" ? {} : { event: fields.event }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

/** The address of the page with these fields, and a place in the log. */
export function auditAddress(fields: Partial<AuditFields>, cursor?: string): string {
  const query = new URLSearchParams();
  for (const name of auditFieldNames) if (fields[name]) query.set(name, fields[name]);
  if (cursor !== undefined) query.set("cursor", cursor);
  const text = query.toString();
  return text === "" ? "/audit" : `/audit?${text}`;
}
