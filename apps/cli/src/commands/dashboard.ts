import { MoltbotError } from "@moltbot/core";
import { createApiClient } from "../backend/api-client.ts";
import { runningGateway } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, printJson, say } from "../output/print.ts";
import { relativeTime } from "../output/times.ts";

/** `dashboard`: only the running gateway can let a browser in. */
export async function printDashboardLink(context: Context): Promise<ExitCode> {
  const running = await runningGateway(context);
  if (running === undefined) {
    throw new MoltbotError("unavailable", "no gateway runs here", {
      hint: `Start one in another terminal: ${commandLine(context, "gateway")}`,
    });
  }
  const { body } = await createApiClient(running, { timeoutMs: 30_000 }).post("/api/v1/sign-in-links", {});
  const link = body as { url: string; expiresAt: string };
  if (context.json) {
    printJson(context, link);
    return exitCodes.ok;
  }
  context.io.out.write(`${harmless(link.url)}\n`);
  say(context, `Open it in a browser. It works once, and ends ${relativeTime(link.expiresAt, context.io.now())}.`);
  return exitCodes.ok;
}
