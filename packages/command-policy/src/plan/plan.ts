/** Where one of a command's output streams goes. They apply in order, as in a shell. */
export interface PlanRedirect {
  /** 1: standard output, 2: standard error. */
  readonly fd: 1 | 2;
  /** `null`: nowhere. 1 or 2: where that stream goes at this moment. */
  readonly to: "null" | 1 | 2;
}

/** One program to start: no shell, no further reading of its words. */
export interface PlanCommand {
  readonly argv: readonly string[];
  readonly redirects: readonly PlanRedirect[];
}

/** When a step runs: always (`;` or a new line), after success (`&&`) or after failure (`||`) of what ran last. */
export type PlanWhen = "always" | "success" | "failure";

/** A pipeline, or a change of directory for the steps that follow. */
export type PlanStep =
  | { readonly kind: "pipeline"; readonly when: PlanWhen; readonly commands: readonly PlanCommand[] }
  | { readonly kind: "chdir"; readonly when: PlanWhen; readonly path: string };

/** What both kinds of a plan hold. */
export interface PlanBase {
  /** Where it starts. */
  readonly cwd?: string;
  /** Names of the environment variables that reach it, sorted. */
  readonly env: readonly string[];
  /** SHA-256 over everything above, in hex: equal digests run the same thing (SPEC R7.3). */
  readonly digest: string;
}

/** What runs when a line may run; frozen. */
export type CommandPlan =
  /** Programs by their words; {@link PlanStep}s in order. */
  | (PlanBase & { readonly kind: "argv"; readonly steps: readonly PlanStep[] })
  /** A line that needs a shell. Only a sandbox may run it. */
  | (PlanBase & { readonly kind: "shell"; readonly line: string });
