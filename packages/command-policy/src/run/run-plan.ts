import { openSync } from "node:fs";
import type { CommandPlan } from "../plan/plan.ts";
import { createDescriptors, type Descriptors } from "./descriptors.ts";
import { type Directory, enterDirectory } from "./directory.ts";
import { endLeftovers } from "./leftovers.ts";
import type { RunOptions } from "./options.ts";
import { writeInput } from "./output.ts";
import { openPipes, type Pipe } from "./pipes.ts";
import { type Prepared, prepareRun } from "./prepare.ts";
import { createProcessTree } from "./process-tree.ts";
import { type Refusal, type RunResult, refuse } from "./result.ts";
import { runSteps, type StepsOutcome } from "./steps.ts";
import { createStop, type Stop } from "./stop.ts";
import { type RunStreams, readStreams } from "./streams.ts";
import { visitPipes } from "./visit.ts";

/**
 * Runs a plan without a shell (SPEC R7.2): what was approved, and nothing else (R7.4). Its programs see the variables
 * that it names, `PATH` and a mark. When they have ended, or their time is over, everything that they left behind is ended
 * too, also what detached itself: it is found by its parents, its session, the mark and the pipes that it holds. Only a
 * process that sheds all four gets away, and where there is no `/proc`, one that leaves its process group: what is hostile
 * belongs in a sandbox.
 *
 * Every outcome is a value. Rejects with what {@link RunOptions.onOutput} threw, after the tree has been ended.
 */
export async function runPlan(plan: CommandPlan, o: RunOptions): Promise<RunResult> {
  const prepared = prepareRun(plan, o);
  if ("status" in prepared) return prepared;
  const fds = createDescriptors();
  try {
    const ground = await prepareGround(prepared, o, fds);
    return "status" in ground ? ground : await run(prepared, o, ground);
  } finally {
    fds.closeAll();
  }
}

/** What is open before the first program starts. */
interface Ground {
  readonly fds: Descriptors;
  readonly directory: Directory;
  readonly nothing: number;
  readonly stdout: Pipe;
  readonly stderr: Pipe;
  readonly stdin: Pipe | undefined;
  /** A pipe that nobody has. */
  readonly pipe: () => Pipe;
  /** All pipes but those of the output. */
  readonly between: readonly Pipe[];
  /** What their names begin with. */
  readonly prefix: string;
}

async function prepareGround(prepared: Prepared, o: RunOptions, fds: Descriptors): Promise<Ground | Refusal> {
  const { cwd, workspace, steps } = prepared;
  const directory = enterDirectory(cwd, { fds, ...(workspace === undefined ? {} : { workspace }) });
  if (typeof directory === "string") {
    return refuse(`It cannot start in ${cwd}: ${directory}.`, "Give a directory inside the workspace as cwd.");
  }
  const joints = steps.map((step) => (step.kind === "pipeline" ? step.commands.length - 1 : 0));
  const count = (o.stdin === undefined ? 2 : 3) + joints.reduce((sum, one) => sum + one, 0);
  try {
    const { all, prefix } = await openPipes(count, { scratch: o.scratch ?? "/tmp", fds });
    const rest = all.values();
    const pipe = (): Pipe => {
      const { value } = rest.next();
      if (value === undefined) throw new RangeError("a run asked for more pipes than its plan has");
      return value;
    };
    const nothing = fds.own(openSync("/dev/null", "r+"));
    const ends = { stdout: pipe(), stderr: pipe() };
    const stdin = o.stdin === undefined ? undefined : pipe();
    return { fds, directory, nothing, ...ends, stdin, pipe, prefix, between: all.slice(2) };
  } catch (error) {
    const because = `Its pipes cannot be made: ${error instanceof Error ? error.message : String(error)}`;
    return refuse(because, "Install mkfifo (coreutils), and give a directory that can be written to as scratch.");
  }
}

async function run(prepared: Prepared, o: RunOptions, ground: Ground): Promise<RunResult> {
  const { fds, stdin, stdout, stderr } = ground;
  const { limits } = prepared;
  const tree = createProcessTree({ variable: prepared.variable, pipes: ground.prefix });
  const stop = createStop(tree, { ...limits, signal: o.signal });
  const ends = { stdout: fds.disown(stdout.read), stderr: fds.disown(stderr.read) };
  const streams = readStreams(ends, { limits, onOutput: o.onOutput, stop });
  const endInput = stdin && writeInput(fds.disown(stdin.write), o.stdin ?? "");
  const endVisits = visitPipes(ground.between);
  let outcome: StepsOutcome | undefined;
  let survivors: readonly number[] = [];
  try {
    const descriptors = [stdin?.read ?? ground.nothing, stdout.write, stderr.write] as const;
    outcome = await runSteps(prepared.steps, { ...prepared, ...ground, tree, stop, streams: descriptors });
  } finally {
    stop.release();
    if (stop.reason() !== undefined) await stop.done;
    fds.close(stdout.write);
    fds.close(stderr.write);
    survivors = await endLeftovers(streams, tree, stop.reason() === undefined ? limits.killAfterMs : 0);
    endInput?.();
    endVisits();
    streams.stdout.stop();
    streams.stderr.stop();
  }
  return resultOf(outcome, { streams, stop, survivors });
}

function resultOf(
  { last, steps }: StepsOutcome,
  { streams, stop, survivors }: { streams: RunStreams; stop: Stop; survivors: readonly number[] },
): RunResult {
  const failure = streams.failure();
  if (failure !== undefined) throw failure.error;
  const { stdout, stderr } = streams;
  const reason = stop.reason();
  return {
    ...(reason === undefined ? { status: "exited", ...last } : { status: reason }),
    stdout: stdout.text(),
    stderr: stderr.text(),
    truncated: { stdout: stdout.dropped(), stderr: stderr.dropped() },
    steps,
    survivors,
  };
}
