import type { StoredAuditRow } from "@moltbot/audit";
import type { Row } from "./driver.ts";
import { isFields } from "./records.ts";

/** What {@link readAuditRow} needs of the view `audit_rows`. */
export const auditColumns = "written::text as place, row, data, people, personal, withheld";

/** A row of the view `audit_rows` as the audit package knows it. */
export function readAuditRow(row: Row): StoredAuditRow {
  const { row: fields, data, people } = row;
  const beside = isFields(people) ? { personal: { ...people, ...textsOf(row) } } : {};
  return { ...(fields as StoredAuditRow), ...((data === null ? {} : { data }) as object), ...beside };
}

/** The texts of a personal part. */
export const textsOf = ({ personal, withheld }: Row): Partial<Row> => ({
  ...(personal === null ? {} : { personal }),
  ...(withheld === null ? {} : { withheld }),
});

/** A row as the list that `audit_append` takes: the columns of `audit_events` in its order. */
export function auditRow({ personal, ...row }: StoredAuditRow): readonly unknown[] {
  const { actor, subject } = personal ?? {};
  return [
    ...[row.id, row.at, row.event, row.outcome, row.actor, row.ref, row.reason, row.policy, row.data],
    ...[row.commitment, row.digest, personal?.salt],
    ...[actor?.channel, actor?.account, actor?.id, subject?.channel, subject?.account, subject?.id],
    ...[personal?.personal, personal?.withheld],
  ];
}
