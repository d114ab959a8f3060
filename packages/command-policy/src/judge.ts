import type { Place } from "./hazards/grammar.ts";
import { hazardOf } from "./hazards/hazard-of.ts";
import { insideWorkspace } from "./hazards/paths.ts";
import type { CompiledEntries } from "./policy/compile.ts";
import type { ParsedCommand, ParsedPipeline } from "./read/parsed.ts";
import type { JudgedCommand } from "./verdict.ts";

/** What the rules say about a line that the strict reader understood. */
export interface Judgement {
  readonly commands: readonly JudgedCommand[];
  /** The first reason to ask a person; undefined: every command is allowed by itself. */
  readonly because: string | undefined;
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
  for (let i = 0; i < pipelines.length; i += 1) {
    for (const command of pipelines[i]?.commands ?? []) {
      const moves = isChange(pipelines[i]);
      const judged = moves
        ? judgeChange(command, entries, here, pipelines.slice(i + 1))
        : judgeSimple(command, entries, here);
      commands.push(judged);
      if (judged.because !== undefined) because ??= `${nameOf(judged)} ${judged.because}`;
      else if (moves) here = { ...here, cwd: from(here.cwd, judged.argv[1]) };
    }
  }
  return { commands, because };
}

function judgeSimple(command: ParsedCommand, entries: CompiledEntries, place: Place): JudgedCommand {
  const { argv } = command;
  const rules = entries.matching(argv);
  let because: string | undefined;
  for (const rule of rules) {
    const hazard = hazardOf(rule, command, place);
    if (hazard === undefined) return { argv, rule: rule.entry };
    because ??= hazard;
  }
  const [rule] = rules;
  if (rule === undefined || because === undefined) return { argv, because: noEntry };
  return { argv, rule: rule.entry, because };
}

const noEntry = "matches no entry of the allowlist";

/** `cd dir` on its own, not inside a pipe: it moves what follows. */
export function isChange(pipeline: ParsedPipeline | undefined): boolean {
  return pipeline?.commands.length === 1 && pipeline.commands[0]?.argv[0] === "cd";
}

/** `cd` has no program; it is understood where a rule allows it and everything behind it depends on its success. */
function judgeChange(
  command: ParsedCommand,
  entries: CompiledEntries,
  place: Place,
  rest: readonly ParsedPipeline[],
): JudgedCommand {
  const { argv } = command;
  const [rule] = entries.matching(argv);
  if (rule === undefined) return { argv, because: noEntry };
  const because = isPlainChange(command)
    ? (insideWorkspace(argv[1] ?? "", place) ?? looseRest(rest))
    : "changes to a directory that its words do not show";
  return because === undefined ? { argv, rule: rule.entry } : { argv, rule: rule.entry, because };
}

const from = (cwd = "", path = ""): string => (path.startsWith("/") ? path : `${cwd}/${path}`);

function isPlainChange({ argv, redirects, patterns }: ParsedCommand): boolean {
  return argv.length === 2 && !/^[-+]|^$/.test(argv[1] ?? "") && redirects.length === 0 && patterns.length === 0;
}

function looseRest(rest: readonly ParsedPipeline[]): string | undefined {
  if (rest.every(({ when }) => when === "success")) return undefined;
  return "must be followed by && only, so that nothing runs elsewhere when it fails";
}

function nameOf({ argv }: JudgedCommand): string {
  const name = argv[0] ?? "";
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
