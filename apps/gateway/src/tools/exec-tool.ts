import type { CommandPlan, CommandVerdict } from "@moltbot/command-policy";
import { type JsonObject, plainText } from "@moltbot/core";
import type { ExecApprovals } from "../exec/exec-approvals.ts";
import { type CarryOutParts, carryOut, patiently } from "../exec/run/carry-out.ts";
import type { Workplace } from "../exec/run/workplace.ts";
import type { Workplaces } from "../exec/run/workplaces.ts";
import { textArgument } from "./arguments.ts";
import { cancelled, repeated, type Tool, type ToolCall, type ToolResult } from "./tool.ts";

/** What {@link createExecTool} works with. */
export interface ExecToolParts extends CarryOutParts {
  readonly workplaces: Workplaces;
  readonly approvals: Pick<ExecApprovals, "ask" | "granted">;
  /** How long a chat waits for a command before it is told that it still runs. */
  readonly patienceMs: number;
}

/** Runs command lines that the policy allows, asks about others, refuses the rest (SPEC §7). */
export function createExecTool(d: ExecToolParts): Tool {
  return {
    name: "exec",
    description: "Runs a command line where the session works: its sandbox, or the owner's directory on the host.",
    async run(args, call) {
      const line = textArgument(args, "command");
      const place = await d.workplaces.of(call.session, call.context.sandboxed === true);
      const verdict = onHost(call, place, judgeLine(call, line, place));
      const result = await decided(d, call, { line, place, verdict });
      return { ...result, data: { ...traceOf(verdict, place), ...result.data } };
    },
  };
}

function judgeLine({ policy, session }: ToolCall, line: string, { cwd }: Workplace): CommandVerdict {
  return policy.commandsOf(session.agentId).judge(line, { cwd, workspace: cwd });
}

/** On the host a program reaches all that the gateway does, other people's files among it: nobody's guest runs one unasked. */
function onHost({ policy, session }: ToolCall, { where }: Workplace, verdict: CommandVerdict): CommandVerdict {
  const { who, agentId } = session;
  if (where === "sandbox" || verdict.decision !== "allow" || policy.trustedOnHost(who, agentId)) return verdict;
  const because =
    "It would run on the host, where a program reaches what belongs to others; only owners and who is listed in elevated.allowFrom run commands there unasked.";
  const { commands, plan } = verdict;
  return { decision: "ask", because, commands, ...(plan === undefined ? {} : { plan }) };
}

interface Judged {
  readonly line: string;
  readonly place: Workplace;
  readonly verdict: CommandVerdict;
}

async function decided(d: ExecToolParts, call: ToolCall, judged: Judged): Promise<ToolResult> {
  const { place, verdict } = judged;
  const { decision, because, plan } = verdict;
  if (decision === "deny" || plan === undefined)
    return { outcome: "denied", text: `Nothing ran. ${plainText(because, 300)}` };
  if (plan.kind === "shell" && place.where === "host") {
    const why = plainText(because, 300);
    return { outcome: "denied", text: `Nothing ran. The line needs a shell, and only a sandbox gives one. ${why}` };
  }
  if (decision === "allow") return begin(d, call, judged, plan, "allowed");
  const { who, agentId, key } = call.session;
  const grant = await d.approvals.granted({ who, agentId, session: key, plan, where: place.where });
  return grant === undefined ? ask(d, call, judged, plan) : begin(d, call, judged, plan, grant.id);
}

async function begin(
  d: ExecToolParts,
  call: ToolCall,
  { line, place }: Judged,
  plan: CommandPlan,
  permit: string,
): Promise<ToolResult> {
  const { who, agentId, key, conversation } = call.session;
  // Asked before the claim: what did not begin can be sent again.
  if (call.signal.aborted) return cancelled;
  if (!d.jobs.hasRoom(key)) return busy;
  if (!(await call.claim())) return repeated("This command");
  const begun = carryOut(d, { who, agentId, session: key, line, plan, permit, place, policy: call.policy.version });
  if (begun === "busy") return busy;
  // As long as the call waits for it, what ends the call ends the command.
  const end = (): void => void d.jobs.kill(begun.job.id, key);
  call.signal.addEventListener("abort", end, { once: true });
  if (call.signal.aborted) end();
  try {
    return await patiently(d, begun, { to: conversation, patienceMs: d.patienceMs });
  } finally {
    call.signal.removeEventListener("abort", end);
  }
}

const busy: ToolResult = {
  outcome: "failed",
  text: "Nothing ran: too many of your commands are running. /ps shows them.",
  data: { busy: true },
};

async function ask(d: ExecToolParts, call: ToolCall, judged: Judged, plan: CommandPlan): Promise<ToolResult> {
  const { line, place, verdict } = judged;
  const { who, agentId, key } = call.session;
  const commands = verdict.commands.map(({ argv }) => argv);
  const fingerprint = await place.fingerprint(plan, commands);
  if (call.signal.aborted) return cancelled;
  const { status, approval } = await d.approvals.ask({
    who,
    agentId,
    session: key,
    line,
    plan,
    because: verdict.because,
    commands,
    where: place.where,
    fingerprint,
  });
  const code = approval.payload["code"];
  const shown = typeof code === "string" ? ` (${plainText(code, 32)})` : "";
  const text = `Waiting for approval ${approval.id}${shown}. ${plainText(verdict.because, 300)} I run it once somebody approves it, and tell you.`;
  return { outcome: "waiting", text, data: { approval: approval.id, question: status } };
}

function traceOf({ decision, plan }: CommandVerdict, { where }: Workplace): JsonObject {
  return { verdict: decision, where, ...(plan === undefined ? {} : { digest: plan.digest }) };
}
