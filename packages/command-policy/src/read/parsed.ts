import type { PlanRedirect, PlanWhen } from "../plan/plan.ts";

/** An argument with an unquoted `*`, `?` or `[`. Nothing expands it: the program gets the word as written. */
export interface Pattern {
  /** Which word of the command, from 0. */
  readonly word: number;
  /** Where in that word the first such character is, from 0. */
  readonly at: number;
}

/** One simple command. */
export interface ParsedCommand {
  /** Its words after quote removal. */
  readonly argv: readonly string[];
  readonly patterns: readonly Pattern[];
  readonly redirects: readonly PlanRedirect[];
  /** Offset of its beginning in the line. */
  readonly at: number;
}

/** Commands joined by `|`, and when they run. */
export interface ParsedPipeline {
  readonly when: PlanWhen;
  readonly commands: readonly ParsedCommand[];
}

/** A line as the strict reader understands it, or why it does not. */
export type ParsedLine =
  | { readonly ok: true; readonly pipelines: readonly ParsedPipeline[] }
  | {
      readonly ok: false;
      /** In words for a person. */
      readonly because: string;
      /** Offset in the line, in UTF-16 units. */
      readonly at: number;
      /** The line can't be shown faithfully or is no command at all: nobody should be asked about it. */
      readonly hopeless: boolean;
    };
