import type { AuditView } from "../backend/views.ts";
import type { Sink } from "../io.ts";
import { paint } from "./style.ts";
import { table } from "./table.ts";
import { relativeTime } from "./times.ts";

/** Audit records as a table cut to `to`. */
export function auditTable(to: Sink, records: readonly AuditView[], now: number): string {
  return table(
    records,
    [
      { title: "WHEN", cell: (record) => relativeTime(record.at, now) },
      { title: "EVENT", cell: (record) => record.event, shrinkTo: 12 },
      { title: "OUTCOME", cell: (record) => record.outcome, leaveOut: 2 },
      { title: "ABOUT", cell: (record) => record.subject ?? "", shrinkTo: 12 },
      { title: "BY", cell: (record) => record.actor, shrinkTo: 10 },
      { title: "REASON", cell: (record) => record.reason ?? "", shrinkTo: 8, leaveOut: 1 },
      { title: "REF", cell: (record) => record.ref ?? "", leaveOut: 0 },
    ],
    { width: to.columns, title: (line) => paint(to, "bold", line) },
  );
}
