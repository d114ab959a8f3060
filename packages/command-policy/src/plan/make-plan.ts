import { hash } from "node:crypto";
import type { CommandPlan, PlanStep } from "./plan.ts";

/** Variables that a command may see unless the caller names others. Values come from the host, never from the line. */
export const defaultEnvironment: readonly string[] = [
  "HOME",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "PATH",
  "TERM",
  "TMPDIR",
  "TZ",
  "USER",
];

/** What a plan is made of besides its steps. */
export interface PlanPlace {
  readonly cwd?: string;
  readonly env: readonly string[];
}

/** A frozen plan of programs. */
export function argvPlan(steps: readonly PlanStep[], place: PlanPlace): CommandPlan {
  return finish({ kind: "argv", steps: freeze(steps), ...base(place) });
}

/** A frozen plan of a line that needs a shell. */
export function shellPlan(line: string, place: PlanPlace): CommandPlan {
  return finish({ kind: "shell", line, ...base(place) });
}

function base({ cwd, env }: PlanPlace): { cwd?: string; env: readonly string[] } {
  return { ...(cwd === undefined ? {} : { cwd }), env };
}

/** A plan without its digest, as it was stored. */
export type UndigestedPlan =
  | Omit<Extract<CommandPlan, { kind: "argv" }>, "digest">
  | Omit<Extract<CommandPlan, { kind: "shell" }>, "digest">;

// Most verdicts are read once and dropped, so that the digest is computed when somebody asks for it.
function finish(plan: UndigestedPlan): CommandPlan {
  let digest: string | undefined;
  Object.defineProperty(plan, "digest", {
    enumerable: true,
    get: () => {
      digest ??= planDigest(plan);
      return digest;
    },
  });
  return Object.freeze(plan) as CommandPlan;
}

/** SHA-256 in hex over what a plan runs, where and with which variables (SPEC R7.3). A stored plan is checked with it. */
export function planDigest(plan: UndigestedPlan | CommandPlan): string {
  const what =
    plan.kind === "shell"
      ? plan.line
      : plan.steps.map((step) =>
          step.kind === "chdir"
            ? [step.when, step.path]
            : [step.when, step.commands.map(({ argv, redirects }) => [argv, redirects.map(({ fd, to }) => [fd, to])])],
        );
  return hash("sha256", JSON.stringify(["moltbot-plan/1", plan.kind, what, plan.cwd ?? null, plan.env]), "hex");
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    for (const member of Object.values(value)) freeze(member);
    Object.freeze(value);
  }
  return value;
}
