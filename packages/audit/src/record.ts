import { formatPrincipal } from "@moltbot/core";
import type { AuditRecord } from "./log.ts";
import type { StoredAuditRow } from "./row.ts";

/** What a reader is shown of a stored row. People who were erased read `erased`. */
export function toRecord(row: StoredAuditRow): AuditRecord {
  const { personal, commitment, digest, actor, data, ...rest } = row;
  const { ref, reason, data: more } = personal?.withheld ?? {};
  const subject = subjectOf(row);
  return {
    ...rest,
    actor: actor !== "person" ? actor : personal?.actor === undefined ? "erased" : formatPrincipal(personal.actor),
    ...(subject === undefined ? {} : { subject }),
    ...(ref === undefined ? {} : { ref }),
    ...(reason === undefined ? {} : { reason }),
    ...(data === undefined && more === undefined ? {} : { data: { ...data, ...more } }),
    ...(personal?.personal === undefined ? {} : { personal: personal.personal }),
  };
}

/** Of a part that is gone altogether nobody knows any more whether it had a subject. */
function subjectOf({ commitment, personal }: StoredAuditRow): string | undefined {
  if (commitment === undefined) return undefined;
  if (personal === undefined || (personal.subject === undefined && personal.leaves?.subject !== undefined))
    return "erased";
  return personal.subject === undefined ? undefined : formatPrincipal(personal.subject);
}
