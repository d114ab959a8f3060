import type { Place } from "./hazards/grammar.ts";
import { isChange, judgePipelines } from "./judge.ts";
import { LazyVerdict } from "./lazy-verdict.ts";
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
  return {
    entries: entries.reports,
    judge: (line, place = nowhere) => judge(line, { security, entries, place, plan: planPlace(place.cwd, env) }),
  };
}

/** Judges one line; for many with the same rules, compile them once (DESIGN §3, SPEC R7.2). */
export function judgeCommand(line: string, o: CommandRules & CommandPlace): CommandVerdict {
  return compileCommandPolicy(o).judge(line, o);
}

const nowhere: CommandPlace = {};

interface Matter {
  readonly security: ExecSecurity;
  readonly entries: CompiledEntries;
  readonly place: Place;
  readonly plan: PlanPlace;
}

function judge(line: string, matter: Matter): CommandVerdict {
  if (typeof line !== "string") return { decision: "deny", because: "The command is not text.", commands: [] };
  const parsed = parseCommand(line);
  const hopeless = parsed.ok ? undefined : parsed.hopeless ? refusal(parsed) : hiddenIn(line);
  if (hopeless !== undefined) return { decision: "deny", because: hopeless, commands: [] };
  if (matter.security !== "allowlist" && matter.security !== "full") {
    const commands = parsed.ok ? plainList(parsed.pipelines) : listCommands(line);
    return { decision: "deny", because: "exec.security is deny: no command runs.", commands };
  }
  return parsed.ok ? judgeRead(parsed.pipelines, matter) : judgeUnread(line, refusal(parsed), matter);
}

function judgeRead(pipelines: readonly ParsedPipeline[], { security, entries, place, plan }: Matter): CommandVerdict {
  const { commands, because } = judgePipelines(pipelines, entries, place);
  const decision = because === undefined || security === "full" ? "allow" : "ask";
  return new LazyVerdict({
    decision,
    because: because === undefined ? listedReason : decision === "allow" ? fullReason : `${because}.`,
    commands: () => (decision === "allow" ? commands : commands.flatMap(opened)),
    plan: () => argvPlan(pipelines.map(stepOf), plan),
  });
}

const listedReason = "Every command matches an entry.";
const fullReason = "exec.security is full.";

/** A shell's `-c` text is one word to us and a list of commands to whoever must decide. */
function opened(command: JudgedCommand): readonly JudgedCommand[] {
  return command.because === undefined ? [command] : [command, ...listInner(command.argv)];
}

function hiddenIn(line: string): string | undefined {
  const because = unlistable(line);
  return because === undefined ? undefined : `It can't be shown faithfully: ${because}.`;
}

/** Only a shell understands this line. The commands are listed so that whoever is asked sees them all. */
function judgeUnread(line: string, because: string, { security, plan }: Matter): CommandVerdict {
  const full = security === "full";
  return new LazyVerdict({
    decision: full ? "allow" : "ask",
    because: full ? "exec.security is full; the line needs a shell, which only a sandbox gives." : because,
    commands: () => listCommands(line),
    plan: () => shellPlan(line, plan),
  });
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
  if (typeof line !== "string") return false;
  const place = { cwd: "/workspace", workspace: "/workspace" };
  return judge(line, { security: "allowlist", entries, place, plan: { env: [] } }).decision === "allow";
}

function planPlace(cwd: string | undefined, env: readonly string[]): PlanPlace {
  return cwd === undefined ? { env } : { cwd, env };
}
