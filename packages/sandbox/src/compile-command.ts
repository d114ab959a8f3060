import { MoltbotError } from "@moltbot/core";
import type { SandboxCommand, SandboxPlan, SandboxRedirect, SandboxStep } from "./command.ts";

// The kernel takes no longer word than 128 KiB, and two MiB for all of them.
const longestWord = 131_071;
const longestCommand = 1_048_576;

/** A word that a POSIX shell reads as exactly `text`. */
export function quoteWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The words to start: those of a single program as they are, everything else as `sh -c` with every word quoted and every
 * program behind `exec`, so that no built-in, function or expansion of the shell stands in for one.
 * @throws MoltbotError `invalid` for what no program can be started with
 */
export function compileCommand(command: SandboxCommand): readonly string[] {
  const words = wordsOf(command);
  const total = words.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0);
  if (words.some((word) => word.includes("\0"))) throw invalid("a command cannot hold a NUL character");
  if (total > longestCommand || words.some((word) => Buffer.byteLength(word) > longestWord)) {
    throw invalid("a command line is too long for the system");
  }
  return words;
}

function wordsOf(command: SandboxCommand): readonly string[] {
  if (typeof command === "string") return shell(command);
  if (!isPlan(command)) return checked(command);
  if (command.kind === "shell") return shell(command.line);
  const [first, ...rest] = command.steps;
  if (first === undefined) throw invalid("a plan without a step");
  if (rest.length === 0 && first.kind === "pipeline" && first.commands.length === 1) {
    const [only] = first.commands;
    if (only && (only.redirects ?? []).length === 0) return checked(only.argv);
  }
  return shell(`s=0\n${command.steps.map(stepCode).join("\n")}\nexit $s`);
}

const isPlan = (command: Exclude<SandboxCommand, string>): command is SandboxPlan => !Array.isArray(command);

const shell = (line: string): readonly string[] => ["sh", "-c", line];

const conditions = { always: "", success: "[ $s -eq 0 ] && ", failure: "[ $s -eq 0 ] || " } as const;

function stepCode(step: SandboxStep): string {
  const condition = conditions[step.when];
  if (step.kind === "chdir") {
    const path = step.path.startsWith("-") ? `./${step.path}` : step.path;
    return `${condition}{ cd ${quoteWord(path)}; s=$?; }`;
  }
  if (step.commands.length === 0) throw invalid("a pipeline without a command");
  const parts = step.commands.map(({ argv, redirects = [] }) => {
    const words = checked(argv).map(quoteWord).join(" ");
    return `(exec ${words}${redirects.map(redirectCode).join("")})`;
  });
  return `${condition}{ ${parts.join(" | ")}; s=$?; }`;
}

const redirectCode = ({ fd, to }: SandboxRedirect): string => (to === "null" ? ` ${fd}>/dev/null` : ` ${fd}>&${to}`);

function checked(argv: readonly string[]): readonly string[] {
  const [program = ""] = argv;
  if (program === "" || program.startsWith("-")) throw invalid("a command needs a program to start");
  return argv;
}

const invalid = (message: string): MoltbotError => new MoltbotError("invalid", message);
