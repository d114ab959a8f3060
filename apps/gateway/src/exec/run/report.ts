import { formatDuration, type JsonObject, plainText } from "@moltbot/core";
import type { ToolResult } from "../../tools/tool.ts";
import type { WorkResult } from "./workplace.ts";

/** How a run ended, as the result of a tool. */
export function reportOf(result: WorkResult, o: { where: "sandbox" | "host"; tookMs: number }): ToolResult {
  if (result.status === "refused") {
    return {
      outcome: "denied",
      text: plainText(`Nothing ran. ${result.because} ${result.hint}`, 500),
      data: { ran: "refused" },
    };
  }
  const { status, code, narrowed = [], stdout, stderr, dropped } = result;
  const took = formatDuration(o.tookMs);
  const data: JsonObject = {
    ...{ ran: status, tookMs: o.tookMs },
    ...(code === undefined ? {} : { code }),
    ...(status === "narrowed" && { narrowed: [...narrowed] }),
  };
  const lost = dropped === 0 ? "" : ` ${dropped} bytes of output were dropped.`;
  const place = o.where === "sandbox" ? "in the sandbox" : "on the host";
  return {
    outcome: status === "exited" && code === 0 ? "done" : "failed",
    text: `${endings[status]}${told(code, narrowed)} after ${took}, ${place}.${lost}`,
    output: both(stdout, stderr),
    data,
  };
}

const endings = {
  exited: "Ended with exit code",
  "timed-out": "It took too long and was ended",
  cancelled: "It was ended",
  "output-limit": "It wrote too much and was ended",
  "disk-limit": "It filled the disk that it may use and was ended",
  narrowed: "It was ended because the rules of its sandbox have changed",
} as const;

function told(code: number | undefined, narrowed: readonly string[]): string {
  if (narrowed.length > 0) return `: ${plainText(narrowed.join(", "))},`;
  return code === undefined ? "" : ` ${code}`;
}

function both(stdout: string, stderr: string): string {
  if (stderr.trim() === "") return stdout;
  return stdout.trim() === "" ? stderr : `${stdout.trimEnd()}\n[standard error]\n${stderr}`;
}
