import { write } from "node:fs";
import { promisify } from "node:util";
import type { PlanCommand, PlanRedirect } from "../plan/plan.ts";
import type { Descriptors } from "./descriptors.ts";
import { type LaunchOptions, launch, type Streams } from "./launch.ts";
import type { Pipe } from "./pipes.ts";
import type { CommandStatus } from "./result.ts";

/** What a pipeline starts with. */
export interface PipelineOptions extends LaunchOptions {
  readonly fds: Descriptors;
  /** Input of the first command, output of the last, and errors of all. */
  readonly streams: Streams;
  /** Where nothing comes from and all vanishes. */
  readonly nothing: number;
  /** A new pipe. */
  readonly pipe: () => Pipe;
}

/** Starts all commands of a pipeline; the promise inside is of their ends, in their order. */
export async function startPipeline(
  commands: readonly PlanCommand[],
  o: PipelineOptions,
): Promise<{ readonly ended: Promise<readonly CommandStatus[]> }> {
  const [input, output, errors] = o.streams;
  const pipes = commands.slice(1).map(o.pipe);
  const starts = commands.map(({ argv, redirects }, index) => {
    const streams = wire(
      redirects,
      [pipes[index - 1]?.read ?? input, pipes[index]?.write ?? output, errors],
      o.nothing,
    );
    return start(argv, streams, o);
  });
  const started = await Promise.all(starts);
  // From here on only the programs have the pipes, so that each of them hears when its neighbour is gone.
  for (const { read, write } of pipes) {
    o.fds.close(read);
    o.fds.close(write);
  }
  return { ended: Promise.all(started.map(({ exit }) => exit)) };
}

/** Starts one, or says on its standard error why not, as a shell does. */
async function start(
  argv: readonly string[],
  streams: Streams,
  o: PipelineOptions,
): Promise<{ exit: CommandStatus | Promise<CommandStatus> }> {
  const launched = await launch(argv, streams, o);
  if ("exit" in launched) return launched;
  await say(streams[2], `${argv[0]?.slice(0, 200)}: ${launched.because}`);
  return { exit: { code: launched.code } };
}

/** Writes a line for a person; one that nobody reads is lost. */
export async function say(fd: number, line: string): Promise<void> {
  await promisify(write)(fd, `${line}\n`).catch(() => {});
}

/** Redirections in order, after the pipes are in place. */
function wire(redirects: readonly PlanRedirect[], [input, output, errors]: Streams, nothing: number): Streams {
  const at = { 1: output, 2: errors, null: nothing };
  for (const { fd, to } of redirects) at[fd] = at[to];
  return [input, at[1], at[2]];
}
