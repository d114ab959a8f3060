import { resolve } from "node:path";
import { formatDuration, MoltbotError, plainText } from "@moltbot/core";
import type { CommandExplanation, EntryRemark, ExplainedCommand } from "@moltbot/gateway/policy";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { showArgv } from "../output/argv.ts";
import { fields } from "../output/fields.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { showPlace } from "../output/rule-place.ts";
import { type Look, paint } from "../output/style.ts";
import { loadCheckedSettings } from "../settings.ts";
import { knownAgent } from "./session-facts.ts";

/** Under which circumstances a line is explained. */
export interface ExplainOptions {
  readonly agent?: string;
  readonly cwd?: string;
  readonly allow?: readonly string[];
}

/** `exec explain`. */
export async function explainLine(context: Context, words: readonly string[], o: ExplainOptions): Promise<ExitCode> {
  const [line = "", ...more] = words;
  if (more.length > 0) {
    throw new MoltbotError("invalid", "the command line must be one argument", {
      hint: `Quote it as a whole: ${commandLine(context, "exec", "explain", words.join(" "))}`,
    });
  }
  const { config } = await loadCheckedSettings(context);
  if (o.agent !== undefined) knownAgent(config, o.agent);
  const { compilePolicy, explainCommand } = await import("@moltbot/gateway/policy");
  const explained = explainCommand(config, compilePolicy(config), line, {
    ...(o.allow === undefined ? {} : { allow: o.allow }),
    ...(o.agent === undefined ? {} : { agentId: o.agent }),
    ...(o.cwd === undefined ? {} : { cwd: resolve(o.cwd) }),
  });
  const code = explained.decision === "allow" ? exitCodes.ok : exitCodes.failed;
  if (context.json) {
    printJson(context, { ...explained, next: nextOf(explained) });
    return code;
  }
  print(context, explained);
  return code;
}

const verdicts: Readonly<Record<CommandExplanation["decision"], readonly [string, Look]>> = {
  allow: ["allowed", "green"],
  ask: ["asks", "yellow"],
  deny: ["denied", "red"],
};

function print(context: Context, explained: CommandExplanation): void {
  const { out } = context.io;
  const [word, look] = verdicts[explained.decision];
  out.write(`${paint(out, look, word)}: ${plainText(explained.because, 2000)}\n\n`);
  explained.commands.forEach((command, index) => {
    const number = `${index + 1}. `;
    out.write(`${number}${showArgv(command.argv)}\n`);
    const why = reasonOf(command);
    if (why !== undefined) out.write(`${" ".repeat(number.length)}${paint(out, "dim", plainText(why, 2000))}\n`);
  });
  out.write(explained.commands.length === 0 ? "" : "\n");
  out.write(fields(out, factsOf(explained), { whole: true }));
  for (const remark of explained.entries) say(context, plainText(remarkText(remark), 2000));
  if (!explained.tool.decision.allowed) sayNext(context, "tools", "explain", "exec", "--agent", explained.agent);
}

/** The rule of one command, where it stands and why, and what speaks against it. */
function reasonOf({ rule, because, place, justification }: ExplainedCommand): string | undefined {
  if (rule === undefined) return because;
  const where = place === undefined ? "from --allow" : showPlace(place);
  const why = justification === undefined ? "" : `: ${justification}`;
  return `matches "${rule}" (${where})${why}${because === undefined ? "" : `, but ${because}`}`;
}

function remarkText({ entry, reason = "", place, status }: EntryRemark): string {
  const effect = status === "dead" ? " The entry allows nothing." : "";
  return `warning: ${place === undefined ? "--allow" : showPlace(place)}: "${entry}": ${reason}${effect}`;
}

function factsOf(explained: CommandExplanation): readonly (readonly [string, string | undefined])[] {
  const { plan, agent } = explained;
  return [
    ["agent", agent],
    [
      "plan",
      plan && (plan.kind === "argv" ? programs(plan.steps.length) : "the line as it is, by a shell in the sandbox"),
    ],
    ["directory", plan && (plan.cwd ?? "not known")],
    ["environment", plan && (plan.env.join(", ") || "nothing")],
    ["digest", plan?.digest],
    ["next", nextOf(explained)],
  ];
}

function programs(steps: number): string {
  return `${steps === 1 ? "1 step" : `${steps} steps`}, programs by their words and without a shell`;
}

/** What would happen if an agent asked for this now. */
function nextOf(explained: CommandExplanation): string {
  const { decision, tool, agent, plan } = explained;
  const { allowed, layer = "policy" } = tool.decision;
  if (decision === "deny") return "never runs, and nobody is asked";
  const then =
    decision === "ask" ? asks(explained) : plan?.kind === "shell" ? "runs unasked, in a sandbox only" : "runs unasked";
  return allowed ? then : `never runs: ${agent} may not call the tool exec (${layer}). If it might: ${then}`;
}

const grants: Readonly<Record<CommandExplanation["approvalMode"], string>> = {
  always: "each time",
  "per-session": "once per session for this very plan",
  once: "once for good for this very plan",
};

function asks({ approvalMode, requiredApprovals, timeoutMs }: CommandExplanation): string {
  const people = requiredApprovals === 1 ? "an approver" : `${requiredApprovals} different approvers`;
  const wait = `no answer within ${formatDuration(timeoutMs)} is a no`;
  return `asks ${people}, ${grants[approvalMode]} (approvalMode: ${approvalMode}); ${wait}`;
}
