import type { AuditVerdict } from "@moltbot/audit";
import type { Facts, Finding } from "@moltbot/doctor";

/** A walk over the whole audit log. */
export interface AuditWalk {
  /** When it was finished, in milliseconds since the epoch. */
  readonly at: number;
  readonly verdict: AuditVerdict;
}

/** What the doctor found, and what it found it in. */
export interface Examination {
  /** When it was finished, in milliseconds since the epoch. */
  readonly at: number;
  readonly findings: readonly Finding[];
  readonly sandboxes: NonNullable<Facts["sandboxes"]>;
  /** The last walk, maybe of an earlier examination. Absent: nobody walked over the log yet. */
  readonly audit?: AuditWalk;
}

/** How to look. */
export interface Look {
  /** What was found so lately is good enough; default 0: look now. */
  readonly maxAgeMs?: number;
  /** Whether to walk over the audit log, which takes long where it is long; default true. Else the last walk counts. */
  readonly walk?: boolean;
}

/** The doctor of a running gateway. */
export interface Doctor {
  /** Who asks while it looks in the same way gets the same answer. */
  examine(look?: Look): Promise<Examination>;
  /** What it found last, however long ago; looks at nothing. */
  latest(): Examination | undefined;
}
