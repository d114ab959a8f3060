import type { Program } from "./parts.ts";

interface Options {
  readonly agent?: string;
  readonly cwd?: string;
  readonly allow?: readonly string[];
}

/** `exec explain`. */
export function addExec({ root, run }: Program): void {
  const exec = root.command("exec").description("commands that agents may run");
  exec
    .command("explain")
    .description("say what a command line would run and whether it may; nothing runs")
    .usage('[options] "<line>"')
    .argument("<line...>", "the whole command line, in quotes")
    .option("--agent <id>", "as this agent; else the one that answers somebody unknown")
    .option("--cwd <dir>", "started here; else in the workspace")
    .option("--allow <entry>", "with this entry in the allowlist, too; may be given several times", collect)
    .addHelpText("after", help)
    .action((words: string[], options: Options, command) =>
      run(command, async (context) => (await import("../commands/exec.ts")).explainLine(context, words, options)),
    );
}

function collect(entry: string, before: readonly string[] = []): readonly string[] {
  return [...before, entry];
}

const help = `
Examples:
  moltbot exec explain "git status && rm -rf build"
  moltbot exec explain "npm test" --agent dev --allow "npm test *"

Exit codes: 0 it runs unasked, 1 it asks or never runs, 2 wrong command line or config.`;
