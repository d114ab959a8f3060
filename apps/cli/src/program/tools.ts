import type { Command } from "commander";
import type { SessionOptions } from "../commands/session-facts.ts";
import type { Program } from "./parts.ts";

/** `tools explain|list`. */
export function addTools({ root, run }: Program): void {
  const tools = root.command("tools").description("tools that agents may call");
  session(
    tools
      .command("explain")
      .description("say whether a tool may be called, and what every layer of the policy says")
      .argument("<tool>", "name of a tool, such as exec")
      .addHelpText("after", help),
  ).action((tool: string, options: SessionOptions, command) =>
    run(command, async (context) => (await import("../commands/tools.ts")).explainOne(context, tool, options)),
  );
  session(tools.command("list").description("every known tool: whether it may be called, and who says so")).action(
    (options: SessionOptions, command) =>
      run(command, async (context) => (await import("../commands/tools.ts")).listTools(context, options)),
  );
}

function session(command: Command): Command {
  return command
    .option("--from <who>", "in the session of this person: channel:id")
    .option("--agent <id>", "with this agent; else the one that the config gives them")
    .option("--channel <name>", "on this channel, for somebody unknown")
    .option("--group <id>", "in this group chat")
    .option("--provider <name>", "while a model of this provider answers; else the agent's model")
    .option("--model <name>", "while this model answers, such as anthropic/<model>")
    .option("--sandboxed", "as if sandboxed; else what sandbox.mode says")
    .option("--no-sandboxed", "as if not sandboxed")
    .option("--subagent", "as a subagent");
}

const help = `
Examples:
  moltbot tools explain exec
  moltbot tools explain bash --from telegram:123456789 --group -100200300

Exit codes: 0 it may be called, 1 it may not, 2 wrong command line or config.`;
