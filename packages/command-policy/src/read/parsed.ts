import type { PlanRedirect, PlanWhen } from "../plan/plan.ts";

/** A word after quote removal, and what a shell might still have done with it. */
export interface Word {
  readonly value: string;
  /** Nothing in it was quoted: it can be a reserved word. */
  readonly bare: boolean;
  /** Where the first unquoted `*`, `?` or `[` is, in `value`; -1: nowhere. */
  readonly globAt: number;
}

/** One simple command. */
export interface ParsedCommand {
  readonly words: readonly Word[];
  readonly redirects: readonly PlanRedirect[];
  /** Offset of its first word in the line. */
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
