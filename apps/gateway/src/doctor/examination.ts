import type { AuditVerdict } from "@moltbot/audit";
import type { Facts, Finding } from "@moltbot/doctor";

/** What the doctor found, and what it found it in. */
export interface Examination {
  /** When it was finished, in milliseconds since the epoch. */
  readonly at: number;
  readonly findings: readonly Finding[];
  readonly sandboxes: NonNullable<Facts["sandboxes"]>;
  /** Absent: a store is out of reach, so nobody walked over the log. */
  readonly audit?: AuditVerdict;
}

/** The doctor of a running gateway. */
export interface Doctor {
  /** Looks now, or gives what was found at most `maxAgeMs` ago (default 0). Who asks while it looks gets the same answer. */
  examine(maxAgeMs?: number): Promise<Examination>;
  /** What it found last, however long ago; looks at nothing. */
  latest(): Examination | undefined;
}
