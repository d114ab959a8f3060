import { formatPrincipal, plainText } from "@moltbot/core";
import type { Agent, AgentTurn } from "./agent.ts";
import { runToolCommand, toolCommandLines } from "./tool-commands.ts";

/** The agent that answers when no model is configured (SPEC R11.2): its commands call the tools that a model would call. */
export const commandAgent: Agent = {
  async reply(turn) {
    const command = turn.command?.name;
    switch (command) {
      case "start":
      case "help":
        return help(turn);
      case "whoami":
        return whoami(turn);
      case "tools":
        return tools(turn);
      case undefined:
        return "I got your message, but no model is configured, so I can't answer it. Send /help to see what I can do.";
      default: {
        const unknown = `I don't know the command /${plainText(command, 32)}. Send /help to see what I can do.`;
        return (await runToolCommand(turn, { name: command, args: turn.command?.args ?? "" })) ?? unknown;
      }
    }
  },
};

function help(turn: AgentTurn): string {
  const calls = toolCommandLines(turn);
  const lines = [
    "What I understand:",
    "/whoami – who I think you are",
    "/tools – which tools you may use here",
    ...calls,
    "/help – this",
    ...(calls.length > 0 ? [] : ["", "You may use no tool here: /tools says which rule refuses it."]),
  ];
  if (turn.approver) {
    lines.push(
      "",
      "As an approver:",
      "/pending – requests that wait",
      "/approve <id>, /deny <id>",
      "/block <user> [7d], /unblock <user>, /unpair <user>",
      "/delegate <user> <time>, /undelegate – who answers requests for you",
    );
  }
  lines.push("", "No model is configured, so I can't hold a conversation yet.");
  return lines.join("\n");
}

function whoami(turn: AgentTurn): string {
  return [
    `You are ${plainText(formatPrincipal(turn.who))}.`,
    `Trust: ${turn.trust} (${plainText(turn.because)})`,
    `Agent: ${plainText(turn.agentId, 64)}`,
    `Permissions: ${turn.permissions.join(", ") || "none"}`,
  ].join("\n");
}

function tools(turn: AgentTurn): string {
  const policy = turn.tools();
  const names = [...turn.runnable].sort();
  const refused = new Map<string, string[]>();
  for (const tool of names) {
    const { allowed, layer = "policy" } = policy.decide(tool);
    if (!allowed) refused.set(layer, [...(refused.get(layer) ?? []), tool]);
  }
  return [
    "Tools that the policy lets you use here:",
    policy.filter(names).join(", ") || "none",
    ...(refused.size === 0 ? [] : ["", "Refused, by the layer that says no first:"]),
    ...[...refused].map(([layer, list]) => `${layer}: ${list.join(", ")}`),
    "",
    "Command lines are judged one by one as well: some run at once, some wait for an approver, some never run.",
  ].join("\n");
}
