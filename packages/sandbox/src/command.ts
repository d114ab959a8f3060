/** Where one of a command's output streams goes. They apply in order, as in a shell. */
export interface SandboxRedirect {
  readonly fd: 1 | 2;
  /** `null`: nowhere. 1 or 2: where that stream goes at this moment. */
  readonly to: "null" | 1 | 2;
}

/** A step of a plan: programs by their words in a pipeline, or a change of directory for the steps that follow. */
export type SandboxStep =
  | {
      readonly kind: "pipeline";
      readonly when: "always" | "success" | "failure";
      readonly commands: readonly {
        readonly argv: readonly string[];
        readonly redirects?: readonly SandboxRedirect[];
      }[];
    }
  | { readonly kind: "chdir"; readonly when: "always" | "success" | "failure"; readonly path: string };

/** A plan as `@moltbot/command-policy` makes them. */
export type SandboxPlan =
  | { readonly kind: "argv"; readonly steps: readonly SandboxStep[]; readonly cwd?: string }
  | { readonly kind: "shell"; readonly line: string; readonly cwd?: string };

/** What runs: a program by its words, a line for the sandbox's `sh`, or a plan. */
export type SandboxCommand = readonly string[] | string | SandboxPlan;

/** One call of a tool. */
export interface RunRequest {
  readonly command: SandboxCommand;
  /** Where it starts: `/workspace` unless told; relative to that. */
  readonly cwd?: string;
  /** Variables besides those of the sandbox. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; nothing unless told. */
  readonly stdin?: string | Uint8Array;
  /** When the whole tree is ended: at the sandbox's limit unless told, and never later. */
  readonly timeoutMs?: number;
  /** What is kept of each stream: the sandbox's limit unless told, and never more. */
  readonly outputBytes?: number;
}
