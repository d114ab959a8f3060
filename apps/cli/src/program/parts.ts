import type { Command } from "commander";
import type { Context } from "../context.ts";
import type { ExitCode } from "../exit-codes.ts";

/** A command's work: lazily imported, so that `--help` and a typo load no more than the parser. */
export type Work = (context: Context) => Promise<ExitCode>;

/** Hangs commands into the program. `run` gives `work` its context and remembers how it ended. */
export interface Program {
  readonly root: Command;
  run(command: Command, work: Work): Promise<void>;
}
