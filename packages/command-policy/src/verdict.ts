import type { CommandPlan } from "./plan/plan.ts";

/** One command of a line, and what was found about it. */
export interface JudgedCommand {
  /** Its words after quote removal. Of a command that only the listing saw, words that expand are as written. */
  readonly argv: readonly string[];
  /** The entry of the allowlist that it matches, as written. */
  readonly rule?: string;
  /** Why it may not run unasked. */
  readonly because?: string;
}

/** What may be done with a command line (SPEC R7.1, R7.2). */
export interface CommandVerdict {
  /** `allow`: runs unasked. `ask`: a person decides. `deny`: nobody is asked. */
  readonly decision: "allow" | "ask" | "deny";
  /** The reason in words for a person. */
  readonly because: string;
  /** Every command in the line, nested ones included. Empty when the line could not be read. */
  readonly commands: readonly JudgedCommand[];
  /** What would run; what an approval binds to. Absent when the answer is `deny`. */
  readonly plan?: CommandPlan;
}
