import { loggingSettings } from "@moltbot/config";
import { type Logger, MoltbotError } from "@moltbot/core";
import type { Gateway } from "@moltbot/gateway";
import { runningGateway } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { LogLevel } from "../log/log-level.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, say } from "../output/print.ts";
import { loadSettings, type Settings, warningLines } from "../settings.ts";

/** `gateway`: runs until it is told to stop, then ends what it began. */
export async function runGateway(context: Context, o: { port?: number; verbose?: boolean }): Promise<ExitCode> {
  const { io, stateDir } = context;
  const settings = await loadSettings(context);
  for (const line of warningLines(settings.warnings)) say(context, line);
  await refuseSecond(context);
  const log = await createLog(context, o.verbose === true ? "debug" : loggingSettings(settings.config).level);
  const stopped = io.stopped();
  const { startGateway } = await import("@moltbot/gateway");
  const starting = startGateway({
    config: settings.config,
    ...(settings.path === undefined ? {} : { configPath: settings.path }),
    stateDir,
    log,
    ...(o.port === undefined ? {} : { port: o.port }),
  });
  // Stopped while a store is still out of reach: there is nothing to end.
  const started = await Promise.race([starting, stopped.then(() => undefined)]);
  if (started === undefined) {
    starting.catch(() => {});
    process.exit(exitCodes.ok);
  }
  await welcome(context, settings, started);
  log.info("stopping", { signal: await stopped });
  await started.stop();
  log.info("stopped");
  return exitCodes.ok;
}

async function createLog(context: Context, level: LogLevel): Promise<Logger> {
  if (!context.io.out.tty || context.json) return (await import("../log/json-logger.ts")).createJsonLogger(level);
  return (await import("../log/terminal-logger.ts")).createTerminalLogger(context.io, level);
}

/** Two gateways of one state directory would fight for its database and its address file. */
async function refuseSecond(context: Context): Promise<void> {
  const running = await runningGateway(context);
  if (running === undefined) return;
  throw new MoltbotError("conflict", `a gateway runs here already: ${running.url}`, {
    hint: `Stop it first, or give this one a directory of its own with --state-dir. See: ${commandLine(context, "status")}`,
  });
}

async function welcome(context: Context, settings: Settings, gateway: Gateway): Promise<void> {
  const trouble = await gateway.trouble();
  say(context, `\nThe gateway runs at ${gateway.url}${trouble.length === 0 ? "" : ", but it is not ready:"}`);
  for (const text of trouble) say(context, `  ${harmless(text)}`);
  if (settings.path !== undefined && !context.io.err.tty) return;
  say(context, `Dashboard (this link signs one browser in, once): ${await gateway.signInLink()}`);
  if (settings.path !== undefined) return;
  say(
    context,
    `No config yet, so no channel is connected. Open ${new URL("/chat", gateway.url).href} to play both sides:`,
  );
  say(context, "a stranger who asks to be let in, and you who decide. It takes two minutes.");
  say(context, `For real channels: ${commandLine(context, "init")}`);
}
