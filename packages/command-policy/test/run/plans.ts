import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { argvPlan, type PlanPlace } from "../../src/plan/make-plan.ts";
import type { CommandPlan, PlanCommand, PlanStep, PlanWhen } from "../../src/plan/plan.ts";
import { type RunOptions, type RunResult, runPlan } from "../../src/run.ts";

/** A command without redirections. */
export const command = (...argv: string[]): PlanCommand => ({ argv, redirects: [] });

/** A shell script as a program: the tests start shells, the runner does not. */
export const script = (text: string, ...args: string[]): PlanCommand => command("sh", "-c", text, "sh", ...args);

/** A step that always runs. */
export const pipeline = (...commands: PlanCommand[]): PlanStep => ({ kind: "pipeline", when: "always", commands });

/** The same step under a condition. */
export const when = (condition: PlanWhen, step: PlanStep): PlanStep => ({ ...step, when: condition });

export const chdir = (path: string): PlanStep => ({ kind: "chdir", when: "always", path });

/** A plan that starts in the root directory unless told. */
export function planOf(steps: readonly PlanStep[], place: Partial<PlanPlace> = {}): CommandPlan {
  return argvPlan(steps, { cwd: "/", env: [], ...place });
}

export type Ran = Exclude<RunResult, { status: "refused" }>;

/** Runs steps, and fails when they are refused. */
export async function run(
  steps: readonly PlanStep[] | CommandPlan,
  o: Partial<RunOptions> & { place?: Partial<PlanPlace> } = {},
): Promise<Ran> {
  const { place, ...options } = o;
  const plan = "kind" in steps ? steps : planOf(steps, place);
  const result = await runPlan(plan, { env: {}, ...options });
  if (result.status === "refused") throw new Error(`${result.because} ${result.hint}`);
  return result;
}

/** A directory of this test, by its real path. */
export function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "moltbot-test-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes a file that may be run unless told. */
export function program(path: string, content: string | Uint8Array, mode = 0o755): string {
  writeFileSync(path, content, { mode });
  return path;
}

let last = 0;

/** Seconds to sleep that no other process sleeps, by which the sleeper is found. */
export function longSleep(): string {
  last += 1;
  return `1000.${process.pid}${last}`;
}

/** Whether a process with this argument runs. */
export function isRunning(argument: string): boolean {
  return readdirSync("/proc").some((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0").includes(argument);
    } catch {
      return false;
    }
  });
}
