import type { Command } from "@moltbot/channel";
import type { Principal } from "@moltbot/core";
import type { CompiledToolPolicy } from "@moltbot/tool-policy";
import type { ToolArguments, ToolResult } from "../tools/tool.ts";

/** One message of an admitted person, as an agent sees it. */
export interface AgentTurn {
  readonly who: Principal;
  readonly trust: string;
  /** Which rule admitted them, in words. */
  readonly because: string;
  readonly text: string;
  readonly command?: Command;
  readonly permissions: readonly string[];
  readonly agentId: string;
  /** Which tools this session may call. */
  tools(): CompiledToolPolicy;
  /** Names of the tools that this gateway runs. */
  readonly runnable: readonly string[];
  /** Calls a tool in this session. The policy decides again, at the call; a refusal is a result. */
  call(tool: string, args: ToolArguments): Promise<ToolResult>;
  /** Whether they may decide on requests. */
  readonly approver: boolean;
}

/** Something that answers people. Called only after the message was admitted. */
export interface Agent {
  reply(turn: AgentTurn): Promise<string>;
}
