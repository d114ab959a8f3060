import { type Clock, formatDuration, visibleText } from "@moltbot/core";
import type { Jobs } from "../exec/run/jobs.ts";
import type { Tool, ToolResult } from "./tool.ts";

const longestLine = 200;

/** Shows and ends commands of the session that run in this process. */
export function createProcessTool(jobs: Jobs, clock: Clock): Tool {
  return {
    name: "process",
    description: 'Lists the session\'s running commands ({ action: "list" }), or ends one ({ action: "kill", id }).',
    async run(args, { session }): Promise<ToolResult> {
      if (args["action"] !== "kill") return list(jobs, session.key, clock.now());
      const id = typeof args["id"] === "string" ? args["id"] : "";
      if (!jobs.kill(id, session.key)) {
        return { outcome: "failed", text: "No command of yours with that id runs here. /ps shows those that do." };
      }
      return { outcome: "done", text: `${id} is being ended, with everything that it started.`, data: { job: id } };
    },
  };
}

function list(jobs: Jobs, session: string, now: number): ToolResult {
  const running = jobs.list(session);
  if (running.length === 0) return { outcome: "done", text: "No command of yours is running." };
  const lines = running.map(({ id, startedAt, where, line }) => {
    const shown = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
    return `${id} for ${formatDuration(now - startedAt)}, ${where}: ${visibleText(shown)}`;
  });
  return { outcome: "done", text: lines.join("\n") };
}
