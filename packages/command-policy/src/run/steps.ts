import type { PlanStep } from "../plan/plan.ts";
import { type Directory, enterDirectory } from "./directory.ts";
import { happensWithin } from "./pause.ts";
import { type PipelineOptions, say, startPipeline } from "./pipeline.ts";
import type { CommandStatus, StepStatus } from "./result.ts";
import type { Stop } from "./stop.ts";

/** What steps run with; {@link PipelineOptions.directory} is where the first one starts. */
export interface StepsOptions extends PipelineOptions {
  readonly workspace?: string;
  readonly stop: Stop;
}

/** How far the steps came, and what the last command that ran said. */
export interface StepsOutcome {
  readonly last: CommandStatus;
  readonly steps: readonly StepStatus[];
}

/** Runs steps in order, each if its condition holds, as a shell reads `;`, `&&` and `||`, until something stops the run. */
export async function runSteps(steps: readonly PlanStep[], o: StepsOptions): Promise<StepsOutcome> {
  const reports: StepStatus[] = [];
  let last: CommandStatus = { code: 0 };
  let { directory } = o;
  for (const step of steps) {
    if (o.stop.reason() !== undefined) break;
    if (step.when !== "always" && (step.when === "success") !== (last.code === 0)) {
      reports.push({ kind: "skipped" });
    } else if (step.kind === "chdir") {
      const entered = await changeDirectory(step.path, { ...o, directory });
      const code = entered === undefined ? 1 : 0;
      directory = entered ?? directory;
      last = { code };
      reports.push({ kind: "chdir", code });
    } else {
      const commands = await runPipeline(step.commands, { ...o, directory });
      if (commands === undefined) break;
      last = commands.at(-1) ?? last;
      reports.push({ kind: "pipeline", commands });
    }
  }
  return { last, steps: reports };
}

/** The new directory; `undefined`, and a line on standard error, when it cannot be entered. */
async function changeDirectory(path: string, o: StepsOptions): Promise<Directory | undefined> {
  const entered = enterDirectory(path, { fds: o.fds, from: o.directory, ...workspaceOf(o) });
  if (typeof entered !== "string") {
    o.fds.close(o.directory.fd);
    return entered;
  }
  await say(o.streams[2], `cd: ${path.slice(0, 200)}: ${entered}`);
  return undefined;
}

function workspaceOf({ workspace }: StepsOptions): { workspace?: string } {
  return workspace === undefined ? {} : { workspace };
}

/** How the commands ended; `undefined` when the run was stopped and one of them has not even then. */
async function runPipeline(
  commands: Parameters<typeof startPipeline>[0],
  o: StepsOptions,
): Promise<readonly CommandStatus[] | undefined> {
  const { ended } = await startPipeline(commands, o);
  await Promise.race([ended, o.stop.done]);
  // What was killed is reported a moment later.
  return (await happensWithin(reportMs, ended)) ? ended : undefined;
}

const reportMs = 500;
