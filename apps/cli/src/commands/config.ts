import { getPath, type PathAnswer, redactConfig } from "@moltbot/config";
import { MoltbotError } from "@moltbot/core";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { harmless } from "../output/harmless.ts";
import { printJson, say, sayNext } from "../output/print.ts";
import { checkSettings, loadSettings, problemsError, type Settings, warningLines } from "../settings.ts";

/** `config validate`. */
export async function validateConfig(context: Context): Promise<ExitCode> {
  const read = await checkSettings(context);
  if (!read.ok) {
    if (!context.json) throw problemsError(context, read);
    printJson(context, { ok: false, path: read.file, problems: read.problems });
    return exitCodes.usage;
  }
  const { path, warnings } = read.settings;
  if (context.json) {
    printJson(context, { ok: true, ...(path === undefined ? {} : { path }), warnings });
    return exitCodes.ok;
  }
  const { out } = context.io;
  out.write(path === undefined ? `No config at ${context.configPath}: the defaults hold.\n` : `${path} is fine.\n`);
  for (const line of warningLines(warnings)) say(context, line);
  sayNext(context, path === undefined ? "init" : "gateway");
  return exitCodes.ok;
}

/** `config get`. */
export async function getConfig(context: Context, key: string | undefined): Promise<ExitCode> {
  const settings = await loadSettings(context);
  if (key === undefined) {
    printJson(context, redactConfig(settings.config));
    return exitCodes.ok;
  }
  const answer = getPath(settings.config, key);
  if (answer.status === "unknown") {
    const hint = answer.suggestion === undefined ? "Names are joined by dots." : `Did you mean ${answer.suggestion}?`;
    throw new MoltbotError("invalid", answer.message, { hint });
  }
  const { value } = answer;
  if (context.json || (typeof value === "object" && value !== null)) printJson(context, value);
  else if (value !== null) context.io.out.write(`${harmless(String(value))}\n`);
  if (!context.json) say(context, origin(settings, answer));
  return value === null ? exitCodes.failed : exitCodes.ok;
}

const origins = {
  file: "the file",
  env: "the environment",
  "channels.*": 'channels["*"]',
  channel: "the channel's own settings",
  "agents.defaults": "agents.defaults",
  owners: "owners",
  default: "the default",
} as const;

/** Which layer said so, and where. */
function origin({ path }: Settings, answer: PathAnswer & { status: "found" }): string {
  if (answer.value === null) return "It is not set, and nothing holds in its place.";
  const place = answer.line === undefined || path === undefined ? "" : ` (${path}:${answer.line})`;
  return `From ${origins[answer.origin]}${place}.`;
}
