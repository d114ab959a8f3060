import { posix } from "node:path";
import type { CommandPlan } from "@moltbot/command-policy";
import { MoltbotError } from "@moltbot/core";

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

const mostOperands = 512;
const longestPath = 1024;

/**
 * Every word of a plan that could name a file which the run depends on: a script, a configuration, the program itself.
 * Rather too many: of a line that a shell reads, and of a word that holds one, every piece counts, in every directory that
 * is changed to. What a pattern or a variable stands for cannot be known.
 * @throws MoltbotError `invalid` when there are more than anybody can look at
 */
export function operandsOf(plan: CommandPlan, commands: readonly (readonly string[])[], cwd: string): Operand[] {
  const found = new Map<string, Operand>();
  for (const { words, directories } of placedWords(plan, commands, cwd)) {
    for (const word of words) {
      for (const directory of directories) {
        const path = posix.resolve(directory, word);
        if (word !== "" && path.length <= longestPath && !path.includes("\0")) found.set(path, { word, path });
        if (found.size > mostOperands) throw tooMany();
      }
    }
  }
  return [...found.values()];
}

const tooMany = (): MoltbotError =>
  new MoltbotError("invalid", `the line names more than ${mostOperands} things that could be files`, {
    hint: "Write it into a script with the tool write, and ask for that.",
  });

interface PlacedWords {
  readonly words: readonly string[];
  readonly directories: ReadonlySet<string>;
}

function placedWords(plan: CommandPlan, commands: readonly (readonly string[])[], cwd: string): PlacedWords[] {
  const all = placed(plan, commands, cwd).map(({ argv, directory }) => {
    const [program = "", ...rest] = argv;
    const words = [...(program.includes("/") ? [program] : []), ...rest].flatMap(namesIn);
    const pieces = argv.flatMap((word) => [word, ...(isLine(word) ? piecesOf(word) : [])]);
    return {
      words: [...words, ...rest.filter(isLine).flatMap(piecesOf)],
      directories: directoriesIn(pieces, directory),
    };
  });
  if (plan.kind !== "shell") return all;
  const pieces = piecesOf(plan.line);
  return [...all, { words: pieces.flatMap(namesIn), directories: directoriesIn(pieces, plan.cwd ?? cwd) }];
}

/** Whether a word may be a line by itself, as that of `sh -c` is. */
const isLine = (word: string): boolean => /[\s;&|<>`$()'"]/.test(word);

/** The pieces of a line, however it is quoted. */
const piecesOf = (line: string): readonly string[] => line.split(/[\s;&|<>`$()'"{},]+/).filter((piece) => piece !== "");

const changes = new Set(["cd", "pushd", "-C", "--chdir", "--directory", "--work-tree", "--prefix", "--cwd"]);

/** Where these words may be looked for: where they start, and wherever one of them leads. */
function directoriesIn(pieces: readonly string[], start: string): ReadonlySet<string> {
  const directories = new Set([start]);
  for (const [at, piece] of pieces.entries()) {
    const [name = "", ...values] = piece.split("=");
    const to =
      values.length > 0 && changes.has(name) ? values.join("=") : changes.has(pieces[at - 1] ?? "") ? piece : "";
    if (to !== "") for (const from of [...directories]) directories.add(posix.resolve(from, to));
    if (directories.size > mostOperands) throw tooMany();
  }
  return directories;
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
