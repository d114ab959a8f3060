import type { AgentSummary } from "@moltbot/gateway/policy";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { printJson, sayNext } from "../output/print.ts";
import { paint } from "../output/style.ts";
import { table } from "../output/table.ts";
import { loadCheckedSettings } from "../settings.ts";

/** `agents list`. */
export async function listAgents(context: Context): Promise<ExitCode> {
  const { config } = await loadCheckedSettings(context);
  const { agentSummaries, compilePolicy } = await import("@moltbot/gateway/policy");
  const agents = agentSummaries(config, compilePolicy(config));
  if (context.json) {
    printJson(context, agents);
    return exitCodes.ok;
  }
  const { out } = context.io;
  const columns = [
    { title: "AGENT", cell: ({ id, described }: AgentSummary) => (described ? id : `${id} (not described)`) },
    { title: "MODEL", cell: ({ model }: AgentSummary) => model ?? "none", shrinkTo: 8, leaveOut: 3 },
    { title: "DM POLICY", cell: ({ dmPolicy }: AgentSummary) => dmPolicy ?? "the channel's" },
    { title: "ANSWERS", cell: ({ bindings }: AgentSummary) => bindings.join(", ") || "nobody by name", shrinkTo: 10 },
    { title: "MAY", cell: ({ permissions }: AgentSummary) => permissions.join(", ") || "nothing", shrinkTo: 8 },
    { title: "SANDBOX", cell: ({ sandbox }: AgentSummary) => `${sandbox.mode}, ${sandbox.scope}`, leaveOut: 2 },
    { title: "COMMANDS", cell: ({ exec }: AgentSummary) => exec.security, leaveOut: 1 },
    { title: "TOOLS", cell: ({ tools }: AgentSummary) => tools.join(", ") || "none", shrinkTo: 10, leaveOut: 0 },
  ];
  out.write(table(agents, columns, { width: out.columns, title: (line) => paint(out, "bold", line) }));
  sayNext(context, "tools", "list", "--agent", agents[0]?.id ?? "main");
  return exitCodes.ok;
}
