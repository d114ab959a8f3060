import { CommanderError } from "commander";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import type { Misuse } from "./output/usage-error.ts";
import { createProgram } from "./program.ts";

/** Runs one command line and says how to exit. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  let misuse: Misuse | undefined;
  const program = createProgram(io, {
    ended: (how) => {
      code = how;
    },
    misused: (what) => {
      misuse = what;
    },
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (misuse) (await import("./output/usage-error.ts")).reportMisuse(io, misuse);
      return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    const { reportError } = await import("./output/report-error.ts");
    return reportError(io, thrown, { json: argv.includes("--json"), debug: argv.includes("--debug") });
  }
}
