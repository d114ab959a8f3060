import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { ChildEnvironment } from "./environment.ts";
import { type CannotStart, findProgram, type ProgramPlaces } from "./find-program.ts";
import type { ProcessTree } from "./process-tree.ts";
import type { CommandStatus } from "./result.ts";
import { isErrno, wordsOf } from "./trouble.ts";

/** A started program. */
export interface Launched {
  readonly exit: Promise<CommandStatus>;
}

/** What a program starts with. */
export interface LaunchOptions extends ProgramPlaces {
  readonly env: ChildEnvironment;
  readonly tree: ProcessTree;
}

/** Descriptors of standard input, output and error. */
export type Streams = readonly [number, number, number];

/**
 * Starts a program by its words, without a shell, as the leader of a session of its own; before the first `await`, so
 * that the programs of a pipeline start together.
 */
export async function launch(
  argv: readonly string[],
  streams: Streams,
  o: LaunchOptions,
): Promise<Launched | CannotStart> {
  const [name = "", ...rest] = argv;
  try {
    const found = findProgram(name, o);
    if (!("file" in found)) return found;
    const child = spawn(found.file, rest, {
      argv0: name,
      cwd: o.directory.handle,
      env: o.env,
      stdio: [...streams],
      detached: true,
      shell: false,
    });
    const exit = exitOf(child);
    if (child.pid === undefined) throw (await once(child, "error"))[0];
    o.tree.add(child.pid);
    return { exit };
  } catch (error) {
    return { code: isErrno(error, "ENOENT") ? 127 : 126, because: wordsOf(error) };
  }
}

function exitOf(child: ChildProcess): Promise<CommandStatus> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      resolve(signal === null ? { code: code ?? 1 } : { code: 128 + constants.signals[signal], signal });
    });
  });
}
