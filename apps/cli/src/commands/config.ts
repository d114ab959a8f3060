import { configJsonSchema, getPath, type PathAnswer, redactConfig } from "@moltbot/config";
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
    if (settings.path === undefined) say(context, `No config at ${context.configPath}: the defaults hold.`);
    return exitCodes.ok;
  }
  const answer = getPath(settings.config, key);
  if (answer.status === "unknown") {
    const hint = answer.suggestion === undefined ? "Names are joined by dots." : `Did you mean ${answer.suggestion}?`;
    throw new MoltbotError("invalid", answer.message, { hint });
  }
  const { status: _, ...found } = answer;
  const { value } = found;
  if (context.json) printJson(context, { path: key, ...inFile(settings, found) });
  else if (typeof value === "object" && value !== null) printJson(context, value);
  else if (value !== null) context.io.out.write(`${harmless(String(value))}\n`);
  if (!context.json) say(context, originText(settings, answer));
  return value === null ? exitCodes.failed : exitCodes.ok;
}

/** `config schema`. */
export async function printSchema(context: Context): Promise<ExitCode> {
  printJson(context, configJsonSchema());
  return exitCodes.ok;
}

const origins = {
  file: "the file",
  env: "the environment",
  "secret-file": "a file of its own",
  "channels.*": 'channels["*"]',
  channel: "the channel's own settings",
  "agents.defaults": "agents.defaults",
  owners: "owners",
  default: "the default",
} as const;

type Found = Omit<PathAnswer & { status: "found" }, "status">;

/** Without a file there is no place in it. */
function inFile({ path }: Settings, found: Found): Found {
  const { file: _file, line: _line, ...rest } = found;
  return path === undefined ? rest : found;
}

/** Which layer said so, and where: `From the environment: BOT_TOKEN (moltbot.json5:3).` */
export function originText(settings: Settings, answer: Found): string {
  if (answer.value === null) return "It is not set, and nothing holds in its place.";
  const { origin, file, line, variable, secretFile } = inFile(settings, answer);
  const place = line === undefined || file === undefined ? "" : ` (${harmless(file)}:${line})`;
  const what = variable ?? secretFile;
  return `From ${origins[origin]}${what === undefined ? "" : `: ${harmless(what)}`}${place}.`;
}
