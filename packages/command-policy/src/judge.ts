import type { Place } from "./hazards/grammar.ts";
import { hazardOf } from "./hazards/hazard-of.ts";
import { insideWorkspace } from "./hazards/paths.ts";
import type { CompiledEntries } from "./policy/compile.ts";
import type { Rule } from "./policy/entry.ts";
import type { ParsedCommand, ParsedPipeline } from "./read/parsed.ts";
import type { JudgedCommand } from "./verdict.ts";

/** What the rules say about a line that the strict reader understood. */
export interface Judgement {
  readonly commands: readonly JudgedCommand[];
  /** The first reason to ask a person; undefined: every command is allowed by itself. */
  readonly because?: string;
}

/** Judges every command of a line by itself (SPEC R7.2). */
export function judgePipelines(
  pipelines: readonly ParsedPipeline[],
  entries: CompiledEntries,
  place: Place,
): Judgement {
  const commands: JudgedCommand[] = [];
  let because: string | undefined;
  let here = place;
  for (const [position, pipeline] of pipelines.entries()) {
    for (const command of pipeline.commands) {
      const judged = isChange(pipeline, command)
        ? judgeChange(command, entries, here, pipelines.slice(position + 1))
        : judgeSimple(command, entries, here);
      commands.push(judged);
      if (judged.because !== undefined) because ??= `${nameOf(judged)} ${judged.because}`;
      else if (isChange(pipeline, command)) here = { ...here, cwd: `${here.cwd}/${judged.argv[1]}` };
    }
  }
  return because === undefined ? { commands } : { commands, because };
}

function judgeSimple(command: ParsedCommand, entries: CompiledEntries, place: Place): JudgedCommand {
  const argv = command.words.map(({ value }) => value);
  const rules = entries.matching(argv);
  let reason: string | undefined;
  for (const rule of rules) {
    const hazard = hazardOf(rule, command.words, place);
    if (hazard === undefined) return { argv, rule: rule.entry };
    reason ??= hazard;
  }
  const rule: Rule | undefined = rules[0];
  if (rule === undefined) return { argv, because: "matches no entry of the allowlist" };
  return { argv, rule: rule.entry, because: reason ?? "" };
}

/** `cd dir` on its own, not inside a pipe: it moves what follows. */
export function isChange(pipeline: ParsedPipeline, command: ParsedCommand): boolean {
  return pipeline.commands.length === 1 && command.words[0]?.value === "cd";
}

/** `cd` has no program; it is understood where a rule allows it and everything behind it depends on its success. */
function judgeChange(
  command: ParsedCommand,
  entries: CompiledEntries,
  place: Place,
  rest: readonly ParsedPipeline[],
): JudgedCommand {
  const argv = command.words.map(({ value }) => value);
  const [rule] = entries.matching(argv);
  if (rule === undefined) return { argv, because: "matches no entry of the allowlist" };
  const path = argv[1] ?? "";
  const reason = plainChange(command, argv)
    ? (insideWorkspace(path, place) ?? looseRest(rest))
    : "changes to a directory that its words do not show";
  return reason === undefined ? { argv, rule: rule.entry } : { argv, rule: rule.entry, because: reason };
}

function plainChange(command: ParsedCommand, argv: readonly string[]): boolean {
  const path = argv[1] ?? "";
  return (
    argv.length === 2 && !/^[-/+]|^$/.test(path) && command.redirects.length === 0 && command.words[1]?.globAt === -1
  );
}

function looseRest(rest: readonly ParsedPipeline[]): string | undefined {
  return rest.every(({ when }) => when === "success")
    ? undefined
    : "must be followed by && only, so that nothing runs elsewhere when it fails";
}

function nameOf({ argv }: JudgedCommand): string {
  const name = argv[0] ?? "";
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
