import type { Subject } from "./subject.ts";

/**
 * How much goes. `delete`: all but what the audit log says; `purge`: that, too; `anonymize`: history and counts stay under
 * a random pseudonym, and nothing leads back.
 */
export type ErasureMode = "delete" | "purge" | "anonymize";

/** How many of what: rows of a table, keys, files. */
export type Tally = Readonly<Record<string, number>>;

/** One erasure on its way, as the journal keeps it until it is done (SPEC R9.4). */
export interface Erasure {
  /** Server-made: `era_…`. */
  readonly id: string;
  readonly mode: ErasureMode;
  readonly subject: Subject;
  /**
   * Stands where the person stood: in votes that they cast on others, and, of an anonymised one, everywhere. Random, and
   * forgotten by the journal at the end.
   */
  readonly label: string;
  readonly startedAt: number;
  readonly by: "cli" | "dashboard" | "api";
  /** Places that are clean already. */
  readonly done: readonly string[];
  /** What went so far. */
  readonly tally: Tally;
  /** They were blocked, so a keyed hash of their identity stays and keeps them out. */
  readonly blocked: boolean;
}

/** Adds up. */
export function sum(...tallies: readonly Tally[]): Tally {
  const total: Record<string, number> = {};
  for (const tally of tallies) {
    for (const [name, count] of Object.entries(tally)) total[name] = (total[name] ?? 0) + count;
  }
  return total;
}

/** Everything in a tally, counted. */
export function total(tally: Tally): number {
  return Object.values(tally).reduce((all, count) => all + count, 0);
}
