import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type Config,
  type ConfigEdit,
  type ConfigProblem,
  clearSecrets,
  createConfigFiles,
  type EditedConfig,
  editConfig,
  getPath,
  type LoadResult,
  writeConfigFile,
} from "@moltbot/config";
import { MoltbotError, plainText } from "@moltbot/core";
import { unacknowledged } from "@moltbot/doctor";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { harmless } from "../output/harmless.ts";
import { commandLine, printJson, say } from "../output/print.ts";
import { problemsError, readConfig, type Settings } from "../settings.ts";
import { originText } from "./config.ts";
import { followEdit, type HeldConfig } from "./config-follow.ts";

/** Options of `config set`. */
export interface SetOptions {
  /** Write a secret in clear all the same. */
  readonly allowSecret?: boolean;
}

const emptyFile = "{\n}\n";

/**
 * `config set`: keeps comments, checks the whole result first, and writes it all or not at all (SPEC R9.7).
 * @throws MoltbotError `invalid` for a path, value or result that cannot be, or a secret in clear; `conflict` when the
 * file changed meanwhile
 */
export async function setConfig(context: Context, path: string, value: string, o: SetOptions): Promise<ExitCode> {
  const done = await edit(context, { act: "set", path, value }, (edited) => {
    const secrets = clearSecrets(path, edited.value);
    if (secrets.length > 0 && o.allowSecret !== true) throw inClear(context, path, secrets);
    for (const one of secrets) say(context, `warning: ${one} stands in the file in clear.`);
  });
  return tell(context, path, done);
}

/**
 * `config unset`: takes a setting out; what holds then is said.
 * @throws MoltbotError `not_found` when the file does not have it, and as {@link setConfig}
 */
export async function unsetConfig(context: Context, path: string): Promise<ExitCode> {
  return tell(context, path, await edit(context, { act: "unset", path }, () => {}));
}

interface Done {
  readonly config: Config;
  readonly file: string;
  readonly copy: string | undefined;
  readonly changed: boolean;
  /** What the running gateway holds now; absent where none says. */
  readonly held?: HeldConfig | undefined;
}

async function edit(context: Context, wanted: ConfigEdit, look: (edited: EditedConfig) => void): Promise<Done> {
  const loaded = await readConfig(context);
  const { file: main, found } = loaded;
  const o = { file: main, env: context.io.env, files: createConfigFiles(main) };
  const edited = editConfig(found ? loaded.text : emptyFile, wanted, o);
  look(edited);
  const config = await checked(context, loaded, edited);
  const { file = main, before, after } = edited;
  if (after === before) return { config, file, copy: undefined, changed: false };
  if (!found) await mkdir(dirname(main), { recursive: true, mode: 0o700 });
  const since = context.io.now();
  const copy = await writeConfigFile({ file, before: found ? before : "", after });
  // It is written: whatever becomes of the question.
  const held = await followEdit(context, { main, config, since }).catch(() => undefined);
  return { config, file, copy, changed: true, held };
}

/** The configuration that the edit leads to, if the gateway would take it. */
async function checked(context: Context, loaded: LoadResult, edited: EditedConfig): Promise<Config> {
  const { file } = loaded;
  const texts = new Map([...loaded.texts, [edited.file ?? file, edited.after]]);
  const refuse = (found: readonly ConfigProblem[]): MoltbotError =>
    problemsError(
      context,
      { ok: false, file, texts, problems: found },
      "Nothing was written: this is what it would be.",
    );
  if (!edited.ok) throw refuse(edited.problems);
  const { checkPolicies } = await import("@moltbot/gateway/policy");
  const { problems } = checkPolicies(edited.config);
  if (problems.length > 0) throw refuse(problems);
  refuseNewDanger(loaded.ok ? loaded.config : undefined, edited.config);
  return edited.config;
}

/** What was dangerous before is no reason not to change something else. */
function refuseNewDanger(before: Config | undefined, after: Config): void {
  const known = new Set((before === undefined ? [] : unacknowledged(before)).map(({ id, path }) => `${id} ${path}`));
  const fresh = unacknowledged(after).filter(({ id, path }) => !known.has(`${id} ${path}`));
  const [first] = fresh;
  if (first === undefined) return;
  const ids = [...new Set(fresh.map(({ id }) => id))];
  const said = fresh.map(({ id, path, detail }) => `\n  ${id}: ${path ?? ""}: ${plainText(detail, 400)}`);
  throw new MoltbotError("invalid", `the gateway would not start with that, because it is dangerous:${said.join("")}`, {
    hint: `${first.fix ?? "See moltbot doctor."} Or accept the risk first: acknowledge: ${JSON.stringify(ids)}`,
    data: { findings: fresh },
  });
}

function inClear(context: Context, path: string, secrets: readonly string[]): MoltbotError {
  const [first = path] = secrets;
  const name = first
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .slice(-3)
    .join("_")
    .toUpperCase();
  const kept = commandLine(context, "config", "set", first, `$\{${name}}`);
  return new MoltbotError("invalid", `${secrets.join(", ")} would stand in the file in clear`, {
    hint: `Keep it in a variable: ${kept}, or in a file: $\{file:./${name.toLowerCase()}}. Or write it all the same with --allow-secret.`,
  });
}

function tell(context: Context, path: string, { config, file, copy, changed, held }: Done): ExitCode {
  const answer = getPath(config, path);
  const found = answer.status === "found" ? answer : undefined;
  if (context.json) {
    const { value = null, origin, line } = found ?? {};
    printJson(context, { path, changed, file, value, origin, line, backup: copy, gateway: held });
    return exitCodes.ok;
  }
  const settings: Settings = { config, path: file, warnings: [] };
  const shown = found === undefined ? "gone" : found.value === null ? "not set" : harmless(JSON.stringify(found.value));
  context.io.out.write(`${harmless(path)}: ${shown}\n`);
  if (found !== undefined) say(context, originText(settings, found));
  if (!changed) say(context, "It was that already; nothing was written.");
  else {
    const kept = copy === undefined ? "" : ` What it was is in ${harmless(copy)}.`;
    say(context, `Wrote ${harmless(file)}.${kept} ${harmless(heldText(context, held))}`);
  }
  return exitCodes.ok;
}

function heldText(context: Context, held: HeldConfig | undefined): string {
  if (held === undefined) return `A gateway that runs takes it over by itself; see: ${commandLine(context, "status")}`;
  if (held.refused !== undefined) return `The running gateway refuses it: ${held.refused.because}`;
  const restart = held.restart ?? [];
  return `The running gateway took it over${restart.length === 0 ? "." : `, but for what waits for a restart: ${restart.join(", ")}.`}`;
}
