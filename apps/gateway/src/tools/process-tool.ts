import { type Clock, formatDuration, visibleText } from "@moltbot/core";
import type { Jobs } from "../exec/run/jobs.ts";
import type { Calls } from "./calls.ts";
import type { Tool, ToolResult } from "./tool.ts";

const longestLine = 200;

/** What it looks at. */
export interface ProcessToolParts {
  readonly jobs: Pick<Jobs, "list" | "kill">;
  readonly calls: Pick<Calls, "list" | "kill">;
  readonly clock: Clock;
}

/** Shows and ends what runs for the session in this process: commands, and calls of other tools. */
export function createProcessTool(d: ProcessToolParts): Tool {
  return {
    name: "process",
    description: 'Lists the session\'s running commands ({ action: "list" }), or ends one ({ action: "kill", id }).',
    async run(args, { session }): Promise<ToolResult> {
      if (args["action"] !== "kill") return list(d, session.key);
      const id = typeof args["id"] === "string" ? args["id"] : "";
      if (!d.jobs.kill(id, session.key) && !d.calls.kill(id, session.key)) {
        return { outcome: "failed", text: "No command of yours with that id runs here. /ps shows those that do." };
      }
      return { outcome: "done", text: `${id} is being ended, with everything that it started.`, data: { job: id } };
    },
  };
}

function list({ jobs, calls, clock }: ProcessToolParts, session: string): ToolResult {
  const now = clock.now();
  const commands = jobs.list(session).map(({ id, startedAt, where, line }) => {
    const shown = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
    return `${id} for ${formatDuration(now - startedAt)}, ${where}: ${visibleText(shown)}`;
  });
  // A command has its own line, and this call is no news.
  const others = calls.list(session).filter(({ tool }) => tool !== "exec" && tool !== "process");
  const running = others.map(({ id, startedAt, tool }) => `${id} for ${formatDuration(now - startedAt)}: ${tool}`);
  const lines = [...commands, ...running];
  return { outcome: "done", text: lines.length === 0 ? "No command of yours is running." : lines.join("\n") };
}
