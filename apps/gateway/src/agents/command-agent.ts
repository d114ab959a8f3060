import { formatPrincipal, plainText } from "@moltbot/core";
import type { Agent, AgentTurn } from "./agent.ts";

// DESIGN "Permissions → tools": which tools a permission can reach.
const toolsOf: Readonly<Record<string, readonly string[]>> = {
  read: ["read", "web_search", "web_fetch", "memory_get", "session_status"],
  write: ["write", "edit", "apply_patch", "message"],
  exec: ["exec", "process"],
  browse: ["browser", "canvas"],
};

/** The agent that answers when no model is configured (SPEC R11.2): it knows a few commands and says so. */
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
      default:
        return `I don't know the command /${plainText(command, 32)}. Send /help to see what I can do.`;
    }
  },
};

function help(turn: AgentTurn): string {
  const lines = [
    "What I understand:",
    "/whoami – who I think you are",
    "/tools – what your permissions reach",
    "/help – this",
  ];
  if (turn.approver) {
    lines.push(
      "",
      "As an approver:",
      "/pending – requests that wait",
      "/approve <id>, /deny <id>",
      "/block <user>, /unblock <user>, /unpair <user>",
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
  const lines = turn.permissions.map((name) => `${name}: ${(toolsOf[name] ?? []).join(", ") || "no tools"}`);
  return [
    "Your permissions reach these tools:",
    ...(lines.length === 0 ? ["none"] : lines),
    "",
    "This agent runs no tools yet; a model or a later version will.",
  ].join("\n");
}
