import type { DoctorOptions } from "../commands/doctor.ts";
import type { Program } from "./parts.ts";

/** `doctor`. */
export function addDoctor({ root, run }: Program): void {
  root
    .command("doctor")
    .description("find what is risky in the config and on this machine, and say what is fine")
    .option("--fix", "say what would be narrowed in file modes and the config; with --yes, narrow it")
    .option("-y, --yes", "with --fix: do it, and keep how to take it back")
    .addHelpText("after", help)
    .action((options: DoctorOptions, command) =>
      run(command, async (context) => (await import("../commands/doctor.ts")).runDoctor(context, options)),
    );
}

const help = `
Nothing that changes a policy is ever fixed for you: each finding says what to write.
A critical finding of the config keeps the gateway from starting, unless the config accepts it:
  acknowledge: ["open-dm-write"]

Exit codes: 0 fine, 1 warnings, 2 critical, or wrong command line.`;
