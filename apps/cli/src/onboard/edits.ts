import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import {
  type Config,
  createConfigFiles,
  editConfig,
  initialConfig,
  parseConfig,
  writeConfigFile,
} from "@moltbot/config";
import { MoltbotError } from "@moltbot/core";
import type { Context } from "../context.ts";
import { commandLine } from "../output/print.ts";
import { problemsError, readConfig } from "../settings.ts";

/** The config file as it is now, or as `init` would write it. */
export interface Draft {
  readonly file: string;
  /** Empty: there is no file yet. */
  readonly before: string;
  readonly text: string;
  readonly config: Config;
}

/**
 * Reads the file, or starts a commented one.
 * @throws MoltbotError `invalid` with every problem of a file that is broken
 */
export async function readDraft(context: Context): Promise<Draft> {
  const loaded = await readConfig(context);
  if (!loaded.ok) throw problemsError(context, { ...loaded, ok: false });
  const { file, found, config } = loaded;
  if (found) return { file, before: loaded.text, text: loaded.text, config };
  const text = initialConfig();
  const fresh = parseConfig(text, { file, env: context.io.env });
  return { file, before: "", text, config: fresh.ok ? fresh.config : config };
}

/**
 * Sets some settings of a draft, keeping comments.
 * @throws MoltbotError `invalid` with every problem of the result, `conflict` for settings in an included file
 */
export async function setAll(
  context: Context,
  draft: Draft,
  settings: Readonly<Record<string, unknown>>,
): Promise<Draft> {
  const { file } = draft;
  let [text, config] = [draft.text, draft.config];
  for (const [path, value] of Object.entries(settings)) {
    const o = { file, env: context.io.env, files: createConfigFiles(file) };
    const edited = editConfig(text, { act: "set", path, value: JSON.stringify(value) }, o);
    if (edited.file !== undefined && edited.file !== file) {
      throw new MoltbotError("conflict", `${path} stands in ${edited.file}, which this file includes`, {
        hint: `Set it there: ${commandLine(context, "config", "set", path, "…")}`,
      });
    }
    const texts = new Map([[file, edited.after]]);
    const refused = "Nothing was written: this is what it would be.";
    if (!edited.ok) throw problemsError(context, { ok: false, file, texts, problems: edited.problems }, refused);
    const { checkPolicies } = await import("@moltbot/gateway/policy");
    const { problems } = checkPolicies(edited.config);
    if (problems.length > 0) throw problemsError(context, { ok: false, file, texts, problems }, refused);
    [text, config] = [edited.after, edited.config];
  }
  return { ...draft, text, config };
}

/** Writes a draft: all of it or nothing. */
export async function writeDraft({ file, before, text }: Draft): Promise<void> {
  if (text === before) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeConfigFile({ file, before, after: text });
}

/** A secret that was kept. */
export interface KeptSecret {
  /** What stands for it in the config. */
  readonly reference: string;
  /** Puts back what was there before. */
  undo(): Promise<void>;
}

/** Keeps a secret in a file of its own, mode 0600, in the folder of the config. */
export async function keepSecret(configFile: string, name: string, secret: string): Promise<KeptSecret> {
  const folder = join(dirname(configFile), "secrets");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const file = join(folder, name);
  const before = await readFile(file, "utf8").catch(() => undefined);
  await put(file, `${secret}\n`);
  return {
    reference: `\${file:./${relative(dirname(configFile), file)}}`,
    undo: () => (before === undefined ? rm(file, { force: true }) : put(file, before)),
  };
}

/** All of it or nothing. */
async function put(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}
