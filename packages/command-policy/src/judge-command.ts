import { isChange, judgePipelines } from "./judge.ts";
import { LazyVerdict, type Makers } from "./lazy-verdict.ts";
import { listCommands, listInner, unlistable } from "./list/list-commands.ts";
import { argvPlan, defaultEnvironment, type PlanPlace, shellPlan } from "./plan/make-plan.ts";
import type { PlanStep } from "./plan/plan.ts";
import { type CommandEntryReport, type CompiledEntries, compileEntries } from "./policy/compile.ts";
import type { AllowlistEntry } from "./policy/entry.ts";
import { parseCommand } from "./read/parse-command.ts";
import type { ParsedLine, ParsedPipeline } from "./read/parsed.ts";
import type { CommandVerdict, JudgedCommand } from "./verdict.ts";

/** How far commands are trusted (SPEC R7.1). `deny`: none run. `allowlist`: listed ones run, others ask. `full`: all run. */
export type ExecSecurity = "deny" | "allowlist" | "full";

/** What lines are judged by. */
export interface CommandRules {
  /** Entries such as `git *`; what can't be read allows nothing and is reported. */
  readonly allowlist: readonly AllowlistEntry[];
  /** Default `allowlist`. Anything else than the three words counts as `deny`. */
  readonly security?: ExecSecurity;
  /** Names of the environment variables that commands may see. Default {@link defaultEnvironment}. */
  readonly env?: readonly string[];
}

/** Where a line would run: absolute paths. */
export interface CommandPlace {
  readonly cwd?: string;
  /** Paths that options name must lie in it; without one they ask. */
  readonly workspace?: string;
}

/** Rules made ready. */
export interface CommandPolicy {
  /** Never throws; time linear in the line (SPEC R7.2). */
  judge(line: string, place?: CommandPlace): CommandVerdict;
  /** One report per entry, in order. */
  readonly entries: readonly CommandEntryReport[];
}

/** Makes rules ready once, for many lines (SPEC R7.1). Never throws: what is wrong with an entry stands in `entries`. */
export function compileCommandPolicy(rules: CommandRules): CommandPolicy {
  const security = rules.security ?? "allowlist";
  const env = [...new Set(rules.env ?? defaultEnvironment)].sort();
  const entries = compileEntries(rules.allowlist, allowedBy);
  const judges = { security, entries, env };
  return { entries: entries.reports, judge: (line, place = nowhere) => judge(line, place, judges) };
}

/** Judges one line; for many with the same rules, compile them once (DESIGN §3, SPEC R7.2). */
export function judgeCommand(line: string, o: CommandRules & CommandPlace): CommandVerdict {
  return compileCommandPolicy(o).judge(line, o);
}

const nowhere: CommandPlace = {};

/** Compiled rules. */
interface Judges {
  readonly security: ExecSecurity;
  readonly entries: CompiledEntries;
  readonly env: readonly string[];
}

function judge(line: string, place: CommandPlace, judges: Judges): CommandVerdict {
  if (typeof line !== "string") return { decision: "deny", because: "The command is not text.", commands: [] };
  const parsed = parseCommand(line);
  const hopeless = parsed.ok ? undefined : parsed.hopeless ? refusal(parsed) : hiddenIn(line);
  if (hopeless !== undefined) return { decision: "deny", because: hopeless, commands: [] };
  if (judges.security !== "allowlist" && judges.security !== "full") {
    const commands = parsed.ok ? plainList(parsed.pipelines) : listCommands(line);
    return { decision: "deny", because: "exec.security is deny: no command runs.", commands };
  }
  return parsed.ok ? judgeRead(parsed.pipelines, place, judges) : judgeUnread(line, refusal(parsed), place, judges);
}

/** What was found about a line, for the parts of its verdict that are made later. */
interface Found {
  readonly pipelines: readonly ParsedPipeline[];
  readonly commands: readonly JudgedCommand[];
  readonly place: CommandPlace;
  readonly env: readonly string[];
}

const readMakers: Makers<Found> = {
  commands: ({ commands }, decision) => (decision === "allow" ? commands : commands.flatMap(opened)),
  plan: ({ pipelines, place, env }) => argvPlan(pipelines.map(stepOf), planPlace(place, env)),
};

function judgeRead(pipelines: readonly ParsedPipeline[], place: CommandPlace, judges: Judges): CommandVerdict {
  const { commands, because } = judgePipelines(pipelines, judges.entries, place);
  const found = { pipelines, commands, place, env: judges.env };
  if (because === undefined) return new LazyVerdict("allow", "Every command matches an entry.", found, readMakers);
  if (judges.security === "full") return new LazyVerdict("allow", "exec.security is full.", found, readMakers);
  return new LazyVerdict("ask", `${because}.`, found, readMakers);
}

const unreadMakers: Makers<Pick<Found, "place" | "env"> & { readonly line: string }> = {
  commands: ({ line }) => listCommands(line),
  plan: ({ line, place, env }) => shellPlan(line, planPlace(place, env)),
};

/** Only a shell understands this line. The commands are listed so that whoever is asked sees them all. */
function judgeUnread(line: string, because: string, place: CommandPlace, judges: Judges): CommandVerdict {
  const found = { line, place, env: judges.env };
  if (judges.security !== "full") return new LazyVerdict("ask", because, found, unreadMakers);
  const reason = "exec.security is full; the line needs a shell, which only a sandbox gives.";
  return new LazyVerdict("allow", reason, found, unreadMakers);
}

/** A shell's `-c` text is one word to us and a list of commands to whoever must decide. */
function opened(command: JudgedCommand): readonly JudgedCommand[] {
  return command.because === undefined ? [command] : [command, ...listInner(command.argv)];
}

function hiddenIn(line: string): string | undefined {
  const because = unlistable(line);
  return because === undefined ? undefined : `It can't be shown faithfully: ${because}.`;
}

function refusal(parsed: ParsedLine & { ok: false }): string {
  return `At character ${parsed.at + 1}: ${parsed.because}.`;
}

function plainList(pipelines: readonly ParsedPipeline[]): readonly JudgedCommand[] {
  return pipelines.flatMap(({ commands }) => commands.map(({ argv }) => ({ argv })));
}

function stepOf(pipeline: ParsedPipeline): PlanStep {
  const { when, commands } = pipeline;
  const path = commands[0]?.argv[1];
  if (path !== undefined && isChange(pipeline)) return { kind: "chdir", when, path };
  return { kind: "pipeline", when, commands: commands.map(({ argv, redirects }) => ({ argv, redirects })) };
}

function allowedBy(line: unknown, entries: CompiledEntries): boolean {
  const place = { cwd: "/workspace", workspace: "/workspace" };
  const judges: Judges = { security: "allowlist", entries, env: [] };
  return typeof line === "string" && judge(line, place, judges).decision === "allow";
}

function planPlace({ cwd }: CommandPlace, env: readonly string[]): PlanPlace {
  return cwd === undefined ? { env } : { cwd, env };
}
