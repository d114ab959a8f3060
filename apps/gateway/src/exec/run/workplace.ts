import type { CommandPlan } from "@moltbot/command-policy";
import type { SandboxFiles } from "@moltbot/sandbox";

/** How a run is ended from outside. */
export interface WorkOptions {
  readonly signal: AbortSignal;
}

/** What came of a run, wherever it ran. */
export type WorkResult =
  | {
      readonly status: "exited" | "timed-out" | "cancelled" | "output-limit" | "disk-limit" | "narrowed";
      readonly code?: number;
      /** With `narrowed`: the settings of its sandbox that allow less now. */
      readonly narrowed?: readonly string[];
      readonly stdout: string;
      readonly stderr: string;
      /** How many bytes were dropped. */
      readonly dropped: number;
    }
  /** Nothing was started. */
  | { readonly status: "refused"; readonly because: string; readonly hint: string };

/** Where the tools of a session work: its sandbox, or its own directory on the host. */
export interface Workplace {
  readonly where: "sandbox" | "host";
  /** Where commands start, and what they may not leave. */
  readonly cwd: string;
  readonly files: () => Promise<SandboxFiles>;
  /**
   * Runs a plan that may run. A sandbox runs every plan, the host only those that need no shell.
   * @throws MoltbotError `unavailable` (see `isSandboxUnavailable`) when there is no sandbox to run in
   */
  run(plan: CommandPlan, o: WorkOptions): Promise<WorkResult>;
  /**
   * Digests of what the plan would run and where (threats rule 6): compared when it was approved.
   * @throws MoltbotError `unavailable` like {@link Workplace.run}
   */
  fingerprint(plan: CommandPlan, commands: readonly (readonly string[])[]): Promise<Readonly<Record<string, string>>>;
}
