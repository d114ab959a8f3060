import { type Config, gatewaySettings, loggingSettings, storageSettings } from "@moltbot/config";
import { type Logger, MoltbotError, messageOf } from "@moltbot/core";
import type { Gateway } from "@moltbot/gateway";
import { runningGateway } from "../backend/open-backend.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { LogLevel } from "../log/log-level.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, say } from "../output/print.ts";
import { loadCheckedSettings, type Settings, warningLines } from "../settings.ts";

/** `gateway`: runs until it is told to stop, then ends what it began. */
export async function runGateway(context: Context, o: { port?: number; verbose?: boolean }): Promise<ExitCode> {
  const { io, stateDir } = context;
  const settings = await loadCheckedSettings(context);
  for (const line of warningLines(settings.warnings)) say(context, line);
  await refuseSecond(context, settings);
  let config = (): Config => settings.config;
  const log = await createLog(context, () => (o.verbose === true ? "debug" : loggingSettings(config()).level));
  log.info("starting", { pid: process.pid });
  const stopped = io.stopped();
  const { startGateway } = await import("@moltbot/gateway");
  const starting = startGateway({
    config: settings.config,
    // A file that was there must go on being there: without it the defaults would hold.
    source: { file: context.configPath, explicit: settings.path !== undefined, env: io.env },
    stateDir,
    log,
    ...(o.port === undefined ? {} : { port: o.port }),
  }).catch((thrown: unknown) => {
    throw asStartError(thrown, o.port ?? gatewaySettings(settings.config).port);
  });
  io.hangups(() => void starting.then((gateway) => gateway.reload()).catch(() => {}));
  // Stopped while a store is still out of reach: there is nothing to end.
  const started = await Promise.race([starting, stopped.then(() => undefined)]);
  if (started === undefined) {
    starting.catch(() => {});
    process.exit(exitCodes.ok);
  }
  config = started.config;
  await welcome(context, settings, started);
  log.info("stopping", { signal: await stopped });
  await started.stop();
  log.info("stopped");
  return exitCodes.ok;
}

/** To the terminal, or as JSON to whoever reads stdout; and into a file, for `moltbot logs`. */
async function createLog(context: Context, level: () => LogLevel): Promise<Logger> {
  const { bothLoggers, createFileLogger } = await import("../log/log-file.ts");
  const broken = (thrown: unknown): void =>
    say(
      context,
      `The log file cannot be written, and moltbot logs will miss what follows: ${harmless(messageOf(thrown))}`,
    );
  const file = createFileLogger({ stateDir: context.stateDir, level: "debug", now: context.io.now, broken });
  const { underLevel } = await import("../log/under-level.ts");
  return underLevel(bothLoggers(await createShownLog(context, "debug"), file), level);
}

async function createShownLog(context: Context, level: LogLevel): Promise<Logger> {
  if (!context.io.out.tty || context.json) return (await import("../log/json-logger.ts")).createJsonLogger(level);
  return (await import("../log/terminal-logger.ts")).createTerminalLogger(context.io, level);
}

/** The embedded database belongs to one process. On Postgres several may run; this command finds the last one started. */
async function refuseSecond(context: Context, { config }: Settings): Promise<void> {
  const running = await runningGateway(context);
  if (running === undefined) return;
  if (storageSettings(config).database.url !== undefined) {
    return say(
      context,
      `Another gateway of this state directory runs at ${running.url}; moltbot will talk to this one.`,
    );
  }
  throw new MoltbotError("conflict", `a gateway runs here already: ${running.url}`, {
    hint: `Stop it first, or give this one a directory of its own with --state-dir. See: ${commandLine(context, "status")}`,
  });
}

/** A taken port in plain words. */
function asStartError(thrown: unknown, port: number): unknown {
  const reasons = thrown instanceof Error ? [thrown, thrown.cause] : [];
  const taken = reasons.some((reason) => reason instanceof Error && "code" in reason && reason.code === "EADDRINUSE");
  if (!taken) return thrown;
  return new MoltbotError("unavailable", `port ${port} is taken by another program`, {
    hint: `Stop that one, or listen elsewhere: --port ${port + 1} or gateway.port in the config.`,
    cause: thrown,
  });
}

/** Where it runs and how to get in, in one piece, so that no log line comes between. */
async function welcome(context: Context, settings: Settings, gateway: Gateway): Promise<void> {
  const trouble = await gateway.trouble();
  const lines = [
    `\nThe gateway runs at ${gateway.url}${trouble.length === 0 ? "" : ", but it is not ready:"}`,
    ...trouble.map((text) => `  ${harmless(text)}`),
  ];
  // A link that signs somebody in has no business in the logs of a service.
  if (settings.path === undefined || context.io.err.tty) {
    lines.push(`Dashboard (this link signs one browser in, once): ${await gateway.signInLink()}`);
  } else {
    lines.push(`To sign in to the dashboard: ${commandLine(context, "dashboard")}`);
  }
  if (settings.path === undefined) {
    lines.push(
      `No config yet: only the built-in web chat is connected. Open ${new URL("/chat", gateway.url).href} to play both sides:`,
      "a stranger who asks to be let in, and you who decide. It takes two minutes.",
      `For real channels: ${commandLine(context, "init")}`,
    );
  }
  say(context, lines.join("\n"));
}
