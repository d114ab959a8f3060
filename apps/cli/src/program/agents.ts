import type { Program } from "./parts.ts";

/** `agents list`. */
export function addAgents({ root, run }: Program): void {
  const agents = root.command("agents").description("who answers, and what they may do");
  agents
    .command("list")
    .description("every agent of the config: model, policy, whom it answers, permissions, sandbox, tools")
    .action((_, command) =>
      run(command, async (context) => (await import("../commands/agents.ts")).listAgents(context)),
    );
}
