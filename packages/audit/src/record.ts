import { formatPrincipal } from "@moltbot/core";
import type { AuditRecord } from "./log.ts";
import type { StoredAuditRow } from "./row.ts";

/** What a reader is shown of a stored row. People whose part was erased read `erased`. */
export function toRecord(row: StoredAuditRow): AuditRecord {
  const { personal, commitment, actor, ...rest } = row;
  const erased = commitment !== undefined && personal === undefined;
  const subject = personal?.subject === undefined ? undefined : formatPrincipal(personal.subject);
  return {
    ...rest,
    actor: actor !== "person" ? actor : personal?.actor === undefined ? "erased" : formatPrincipal(personal.actor),
    ...(erased ? { subject: "erased" } : subject === undefined ? {} : { subject }),
    ...(personal?.personal === undefined ? {} : { personal: personal.personal }),
  };
}
