import { posix } from "node:path";
import type { CommandPlan } from "@moltbot/command-policy";

/** A word of a command that may name a file, and where it would be looked for. */
export interface Operand {
  readonly word: string;
  /** Absolute. */
  readonly path: string;
}

/** A program, as it is called, and where from. */
export interface CalledProgram {
  readonly name: string;
  readonly cwd: string;
}

const mostOperands = 64;
const longestPath = 1024;

/** Every word of a plan that could name a file which the run depends on: a script, a configuration, the program itself. */
export function operandsOf(plan: CommandPlan, commands: readonly (readonly string[])[], cwd: string): Operand[] {
  const found = new Map<string, Operand>();
  for (const { argv, directory } of placed(plan, commands, cwd)) {
    const [program = "", ...rest] = argv;
    const words = [...(program.includes("/") ? [program] : []), ...rest].flatMap(namesIn);
    for (const word of words) {
      const path = posix.resolve(directory, word);
      if (word !== "" && path.length <= longestPath && !path.includes("\0")) found.set(path, { word, path });
    }
  }
  return [...found.values()].slice(0, mostOperands);
}

/** The programs that a plan starts by themselves. */
export function programsOf(plan: CommandPlan, cwd: string): CalledProgram[] {
  const found = placed(plan, [], cwd).map(({ argv, directory }) => ({ name: argv[0] ?? "", cwd: directory }));
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

interface Placed {
  readonly argv: readonly string[];
  readonly directory: string;
}

function placed(plan: CommandPlan, commands: readonly (readonly string[])[], cwd: string): Placed[] {
  let directory = plan.cwd ?? cwd;
  if (plan.kind === "shell") return commands.map((argv) => ({ argv, directory }));
  return plan.steps.flatMap((step) => {
    if (step.kind === "pipeline") return step.commands.map(({ argv }) => ({ argv, directory }));
    directory = posix.resolve(directory, step.path);
    return [];
  });
}

/** `--config=file` and `-ffile` name files as well. */
function namesIn(word: string): string[] {
  if (!word.startsWith("-")) return [word, ...word.split("=").slice(1)];
  const value = word.indexOf("=");
  if (value >= 0) return [word.slice(value + 1)];
  return /^-[^-]./.test(word) ? [word.slice(2)] : [];
}
