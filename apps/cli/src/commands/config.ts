import { MoltbotError } from "@moltbot/core";
import { type Dangling, effectiveConfig, lookUp, readPath } from "../config/effective.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, printJson, say, sayNext } from "../output/print.ts";
import { suggest } from "../output/suggest.ts";
import { loadSettings } from "../settings.ts";

/** `config validate`. Problems come as an error of `loadSettings`. */
export async function validateConfig(context: Context): Promise<ExitCode> {
  const { path, warnings } = await loadSettings(context);
  if (context.json) {
    printJson(context, { ok: true, ...(path === undefined ? {} : { path }) });
    return exitCodes.ok;
  }
  const { out } = context.io;
  out.write(path === undefined ? `No config at ${context.configPath}: the defaults hold.\n` : `${path} is fine.\n`);
  if (warnings !== "") say(context, harmless(warnings).trimEnd());
  sayNext(context, path === undefined ? "init" : "gateway");
  return exitCodes.ok;
}

/** `config get`. */
export async function getConfig(context: Context, key: string | undefined): Promise<ExitCode> {
  const { config } = await loadSettings(context);
  const path = key === undefined ? [] : readPath(key);
  if (path === undefined) {
    throw new MoltbotError("invalid", `"${key?.slice(0, 80)}" is not a config key`, {
      hint: 'Write names with dots between, and odd names quoted: channels.telegram.groups["-100"].requireMention',
    });
  }
  const [area, channel] = path;
  const found = lookUp(effectiveConfig(config, area === "channels" ? channel : undefined), path);
  if ("keys" in found) throw noSuchKey(context, path, found);
  const { value } = found;
  if (context.json || typeof value === "object") printJson(context, value);
  else context.io.out.write(`${harmless(String(value))}\n`);
  return exitCodes.ok;
}

function noSuchKey(context: Context, path: readonly string[], { at, keys }: Dangling): MoltbotError {
  const before = at.slice(0, -1);
  const meant = suggest(at.at(-1) ?? "", keys);
  const right = meant === undefined ? undefined : [...before, meant, ...path.slice(at.length)].join(".");
  const parent = before.join(".");
  return new MoltbotError("not_found", `nothing is set at ${at.join(".")}`, {
    hint: right === undefined ? `See what is there: ${list(context, parent)}` : `Did you mean ${right}?`,
  });
}

function list(context: Context, parent: string): string {
  return commandLine(context, "config", "get", ...(parent === "" ? [] : [parent]));
}
