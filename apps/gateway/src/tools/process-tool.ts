import { type Clock, formatDuration, visibleText } from "@moltbot/core";
import type { SharedJobs } from "../exec/run/shared-jobs.ts";
import type { Calls } from "./calls.ts";
import type { Tool, ToolResult } from "./tool.ts";

const longestLine = 200;

/** What it looks at. */
export interface ProcessToolParts {
  readonly jobs: Pick<SharedJobs, "list" | "kill">;
  readonly calls: Pick<Calls, "list" | "kill">;
  readonly clock: Clock;
}

/** Shows and ends what runs for the session: commands in any process, and calls of other tools in this one. */
export function createProcessTool(d: ProcessToolParts): Tool {
  return {
    name: "process",
    description: 'Lists the session\'s running commands ({ action: "list" }), or ends one ({ action: "kill", id }).',
    async run(args, { session }): Promise<ToolResult> {
      if (args["action"] !== "kill") return list(d, session.key);
      const id = typeof args["id"] === "string" ? args["id"] : "";
      if (!d.calls.kill(id, session.key) && !(await d.jobs.kill(id, session.key))) {
        return { outcome: "failed", text: "No command of yours with that id runs. /ps shows those that do." };
      }
      return { outcome: "done", text: `${id} is being ended, with everything that it started.`, data: { job: id } };
    },
  };
}

async function list({ jobs, calls, clock }: ProcessToolParts, session: string): Promise<ToolResult> {
  const now = clock.now();
  const commands = (await jobs.list(session)).map(({ id, startedAt, where, line }) => {
    const shown = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
    return `${id} for ${formatDuration(now - startedAt)}, ${where}: ${visibleText(shown)}`;
  });
  // A command has its own line, and this call is no news.
  const others = calls.list(session).filter(({ tool }) => tool !== "exec" && tool !== "process");
  const running = others.map(({ id, startedAt, tool }) => `${id} for ${formatDuration(now - startedAt)}: ${tool}`);
  const lines = [...commands, ...running];
  return { outcome: "done", text: lines.length === 0 ? "No command of yours is running." : lines.join("\n") };
}
