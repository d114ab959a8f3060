import { randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import { isAbsolute } from "node:path";
import { planDigest } from "../plan/make-plan.ts";
import type { PlanStep } from "../plan/plan.ts";
import { checkPlan } from "./check-plan.ts";
import { type ChildEnvironment, childEnvironment, markName } from "./environment.ts";
import { defaultPath, limitsOf, type RunLimits, type RunOptions } from "./options.ts";
import { type Refusal, refuse } from "./result.ts";

/** A plan that may run, with everything that was decided about how. */
export interface Prepared {
  readonly steps: readonly PlanStep[];
  /** Where it starts; absolute, not yet looked at. */
  readonly cwd: string;
  /** A real path. */
  readonly workspace?: string;
  readonly env: ChildEnvironment;
  /** `NAME=value` that marks the processes of this run. */
  readonly variable: string;
  readonly path: readonly string[];
  readonly limits: RunLimits;
}

const judgeAgain = "Judge the command line again, and run the plan of that verdict.";

/** Checks a plan and the options before anything starts. Reads, and changes nothing. */
export function prepareRun(given: unknown, o: RunOptions): Prepared | Refusal {
  const plan = checkPlan(given);
  if (plan === undefined) return refuse("This is not a plan that this version can run.", judgeAgain);
  const digest = planDigest(plan);
  if (plan.digest !== digest) return refuse("The plan is not what its digest says.", judgeAgain);
  if (o.expectDigest !== undefined && o.expectDigest !== digest) {
    return refuse("The plan is not the one that was approved.", "Ask for approval of this plan.");
  }
  if (plan.kind === "shell") {
    return refuse(
      "The line needs a shell, and only a sandbox may run one.",
      "Turn the sandbox on, or write the line without what its verdict names.",
    );
  }
  const cwd = plan.cwd ?? o.cwd;
  if (cwd === undefined || !isAbsolute(cwd)) {
    return refuse("It is not said in which directory to start.", "Give an absolute path as cwd.");
  }
  const limits = limitsOf(o);
  if (typeof limits === "string") return refuse(`${limits} is not a number from 0.`, `Correct ${limits}.`);
  const path = (o.path ?? defaultPath).split(":").filter((entry) => isAbsolute(entry) && !entry.includes("\0"));
  if (path.length === 0) return refuse("There is no directory to find programs in.", "Give absolute paths as path.");
  const mark = randomUUID();
  const env = childEnvironment(plan.env, o.env, { path: path.join(":"), mark });
  if ("bad" in env) return refuse(`The value of ${env.bad} cannot be passed on.`, `Give ${env.bad} text without NUL.`);
  const place = realWorkspace(o.workspace);
  if (typeof place === "string") return refuse(place, "Create the workspace, or correct its path.");
  return { steps: plan.steps, cwd, ...place, env, variable: `${markName}=${mark}`, path, limits };
}

function realWorkspace(workspace: string | undefined): { workspace?: string } | string {
  if (workspace === undefined) return {};
  try {
    return { workspace: realpathSync(workspace) };
  } catch {
    return "The workspace is not there.";
  }
}
