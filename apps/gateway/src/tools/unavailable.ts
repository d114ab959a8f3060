import { plainText } from "@moltbot/core";
import { sandboxUnavailable } from "@moltbot/sandbox";
import type { ToolResult } from "./tool.ts";

/** No engine, no run (SPEC R8.6): what a tool says then. */
export function unavailable(message: string, hint = ""): ToolResult {
  return {
    outcome: "failed",
    text: plainText(`${sandboxUnavailable}: ${message}. Nothing runs on the host instead. ${hint}`, 600),
    data: { error: sandboxUnavailable },
  };
}
