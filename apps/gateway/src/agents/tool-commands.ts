import type { Command } from "@moltbot/channel";
import { chatText } from "../tools/chat-text.ts";
import type { ToolArguments } from "../tools/tool.ts";
import type { AgentTurn } from "./agent.ts";

/** A chat command that calls a tool. */
interface ToolCommand {
  readonly tool: string;
  /** How it is written, for `/help`. */
  readonly usage: string;
  readonly does: string;
  /** Its output is from somebody else's machine, and is shown as a quotation. */
  readonly outside?: true;
  /** What the tool is called with; `undefined` when the words do not say enough. */
  arguments(text: string): ToolArguments | undefined;
}

const commands: Readonly<Record<string, ToolCommand>> = {
  run: {
    tool: "exec",
    usage: "/run <command line>",
    does: "run it, or ask for approval",
    arguments: (text) => (text === "" ? undefined : { command: text }),
  },
  read: {
    tool: "read",
    usage: "/read <file>",
    does: "show a file; /read ./ lists the workspace",
    arguments: (text) => (text === "" ? undefined : { path: text }),
  },
  write: {
    tool: "write",
    usage: "/write <file>, and the text on the lines below",
    does: "write a file",
    arguments: (text) => {
      const end = text.indexOf("\n");
      const path = text.slice(0, end).trim();
      return end < 0 || path === "" ? undefined : { path, content: text.slice(end + 1) };
    },
  },
  fetch: {
    tool: "web_fetch",
    usage: "/fetch <url>",
    does: "read a page of the web",
    arguments: (text) => (text === "" ? undefined : { url: text }),
    outside: true,
  },
  ps: { tool: "process", usage: "/ps", does: "what runs for you", arguments: () => ({ action: "list" }) },
  kill: {
    tool: "process",
    usage: "/kill <id>",
    does: "end it",
    arguments: (text) => (text === "" ? undefined : { action: "kill", id: text }),
  },
};

/** Names of the commands that call a tool. */
export const toolCommandNames: readonly string[] = Object.keys(commands);

/** Carries out a command that calls a tool; `undefined`: it is none of them. */
export async function runToolCommand(turn: AgentTurn, { name, args }: Command): Promise<string | undefined> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return undefined;
  const given = command.arguments(args);
  if (given === undefined) return `Write it like this: ${command.usage}`;
  return chatText(await turn.call(command.tool, given), command.outside === true ? { quoted: true } : {});
}

/** Lines for `/help`: the commands whose tools may be called here. */
export function toolCommandLines(turn: AgentTurn): readonly string[] {
  const policy = turn.tools();
  return Object.values(commands)
    .filter(({ tool }) => turn.runnable.includes(tool) && policy.decide(tool).allowed)
    .map(({ usage, does }) => `${usage} – ${does}`);
}
