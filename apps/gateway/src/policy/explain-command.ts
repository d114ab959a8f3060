import type { CommandEntryReport, CommandPlan, JudgedCommand } from "@moltbot/command-policy";
import { agentSettings, type CommandEntry, type Config, type ExecSettings } from "@moltbot/config";
import { allowlistPath, compileExec } from "./command-policies.ts";
import { explainTool, type ToolExplanation } from "./explain-tool.ts";
import type { Policy } from "./policy.ts";
import { placeOf, type RulePlace } from "./rule-place.ts";

/** What is asked about one command line. */
export interface CommandQuestion {
  /** Absent: the agent that answers somebody unknown. */
  readonly agentId?: string;
  /** Absolute. Absent: the workspace. */
  readonly cwd?: string;
  /** Entries to try beside those of the config. */
  readonly allow?: readonly string[];
}

/** One command of the line, and where its rule stands. */
export interface ExplainedCommand extends JudgedCommand {
  /** Absent where the rule is one to try. */
  readonly place?: RulePlace;
  /** Why the rule is there, if the config says. */
  readonly justification?: string;
}

/** An entry of the allowlist that is dead or allows more than it may seem. */
export interface EntryRemark extends CommandEntryReport {
  readonly place?: RulePlace;
}

/** A verdict about one command line, with everything that led to it (SPEC R7.6). Plain data; nothing runs. */
export interface CommandExplanation {
  readonly line: string;
  readonly agent: string;
  readonly decision: "allow" | "ask" | "deny";
  readonly because: string;
  readonly commands: readonly ExplainedCommand[];
  readonly plan?: CommandPlan;
  readonly security: ExecSettings["security"];
  readonly approvalMode: ExecSettings["approvalMode"];
  readonly requiredApprovals: number;
  readonly timeoutMs: number;
  /** Remarks on entries for the programs of this line. */
  readonly entries: readonly EntryRemark[];
  /** Whether the tool that runs commands may be called at all. */
  readonly tool: Pick<ToolExplanation, "decision" | "place">;
}

/** Where commands start inside a sandbox (SPEC R8.2). */
const sandboxWorkspace = "/workspace";

/** Judges a line by the rules in force for an agent: the code that a call would meet. */
export function explainCommand(
  config: Config,
  policy: Policy,
  line: string,
  q: CommandQuestion = {},
): CommandExplanation {
  const agent = q.agentId ?? policy.toolSession({}).agentId;
  const { exec, defined } = agentSettings(config, agent);
  const more = q.allow ?? [];
  const compiled = more.length === 0 || !defined ? policy.commandsOf(agent) : compileExec(exec, more);
  const { decision, because, commands, plan } = compiled.judge(line, placeFor(config, agent, q.cwd));
  const base = allowlistPath(config, agent);
  const placeAt = (index: number): { place?: RulePlace } => {
    const place = index >= 0 && index < exec.allowlist.length ? placeOf(config, `${base}[${index}]`) : undefined;
    return place === undefined ? {} : { place };
  };
  const indexOf = (rule: string | undefined): number => compiled.entries.findIndex(({ entry }) => entry === rule);
  const { decision: tool, place } = explainTool(config, policy, { agentId: agent }, "exec");
  return {
    line,
    agent,
    decision,
    because,
    commands: commands.map((command) => {
      const index = indexOf(command.rule);
      return { ...command, ...placeAt(index), ...reasonFor(exec.allowlist[index]) };
    }),
    ...(plan === undefined ? {} : { plan }),
    security: exec.security,
    approvalMode: exec.approvalMode,
    requiredApprovals: exec.requiredApprovals,
    timeoutMs: exec.timeoutMs,
    entries: compiled.entries
      .map((report, index): EntryRemark => ({ ...report, ...placeAt(index) }))
      .filter(
        (report, index) => report.status !== "live" && (index >= exec.allowlist.length || concerns(report, commands)),
      ),
    tool: { decision: tool, ...(place === undefined ? {} : { place }) },
  };
}

function reasonFor(entry: CommandEntry | undefined): { justification?: string } {
  const justification = typeof entry === "object" ? entry.justification : undefined;
  return justification === undefined ? {} : { justification };
}

function concerns({ entry }: CommandEntryReport, commands: readonly JudgedCommand[]): boolean {
  const program = baseName(entry.trim().split(/\s+/)[0]);
  return commands.some(({ argv }) => baseName(argv[0]) === program);
}

function baseName(path = ""): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The directory that was asked about is the workspace, unless it lies in the agent's own. */
function placeFor(config: Config, agent: string, cwd: string | undefined): { cwd?: string; workspace?: string } {
  const { sandbox, workspace: own } = agentSettings(config, agent);
  const workspace = sandbox.mode === "off" ? own : sandboxWorkspace;
  if (cwd === undefined) return workspace?.startsWith("/") ? { cwd: workspace, workspace } : {};
  const inside = workspace !== undefined && (cwd === workspace || cwd.startsWith(`${workspace}/`));
  return { cwd, workspace: inside ? workspace : cwd };
}
