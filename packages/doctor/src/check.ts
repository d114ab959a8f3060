import type { Config } from "@moltbot/config";
import type { Facts } from "./facts.ts";
import type { Report } from "./finding.ts";

/** What a check looks at. */
export interface Subject {
  readonly config: Config;
  readonly facts: Facts;
}

/** One area of the doctor's questions. */
export interface Check {
  /** The id of what is said when all is well. */
  readonly area: string;
  /** What is said then. */
  readonly fine: string;
  /** False where nothing is known: then nothing is said either. Absent: always. */
  asks?(subject: Subject): boolean;
  run(subject: Subject, report: Report): void;
}
