import {
  type Config,
  type ConfigProblem,
  type ConfigWarning,
  formatProblems,
  type LoadResult,
  loadConfigFile,
} from "@moltbot/config";
import { isMoltbotError, MoltbotError, plainText } from "@moltbot/core";
import type { Context } from "./context.ts";
import { commandLine } from "./output/print.ts";

/** The config in force, and whether a file gave it. */
export interface Settings {
  readonly config: Config;
  /** Absent: no file, the embedded defaults hold. */
  readonly path: string | undefined;
  /** What works but deserves a look. */
  readonly warnings: readonly ConfigWarning[];
}

/** What reading the config led to: settings, or every problem at once. */
export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings; readonly file: string; readonly texts: Texts }
  | { readonly ok: false; readonly file: string; readonly texts: Texts; readonly problems: readonly ConfigProblem[] };

/** The texts of the file and of those that it includes, by name. */
type Texts = ReadonlyMap<string, string>;

/**
 * Reads the config file; the default one may be missing.
 * @throws MoltbotError `invalid` when a named file is missing, or one cannot be read
 */
export async function readSettings(context: Context): Promise<ReadSettings> {
  const loaded = await readConfig(context);
  const { file, texts, found } = loaded;
  if (!loaded.ok) return { ok: false, file, texts, problems: loaded.problems };
  const settings = { config: loaded.config, path: found ? file : undefined, warnings: loaded.warnings };
  return { ok: true, settings, file, texts };
}

/**
 * Reads the config file as it is; the default one may be missing.
 * @throws MoltbotError `invalid` when a named file is missing, or one cannot be read
 */
export async function readConfig(context: Context): Promise<LoadResult> {
  const { configPath, configNamed, io } = context;
  return loadConfigFile(configPath, { explicit: configNamed, env: io.env }).catch((thrown: unknown) => {
    throw asUsage(thrown, `Check the path, or write a config there: ${commandLine(context, "init")}`);
  });
}

/** {@link readSettings}, and every policy about tools and commands compiled, as the gateway does when it starts. */
export async function checkSettings(context: Context): Promise<ReadSettings> {
  const read = await readSettings(context);
  if (!read.ok) return read;
  const { checkPolicies } = await import("@moltbot/gateway/policy");
  const { problems, warnings } = checkPolicies(read.settings.config);
  if (problems.length > 0) return { ok: false, file: read.file, texts: read.texts, problems };
  return { ...read, settings: { ...read.settings, warnings: [...read.settings.warnings, ...warnings] } };
}

/**
 * The settings, for commands that need them.
 * @throws MoltbotError `invalid`, with every problem drawn in `data.picture`
 */
export async function loadSettings(context: Context): Promise<Settings> {
  const read = await readSettings(context);
  if (!read.ok) throw problemsError(context, read);
  return read.settings;
}

/**
 * {@link checkSettings} for commands that need them.
 * @throws MoltbotError `invalid`, with every problem drawn in `data.picture`
 */
export async function loadCheckedSettings(context: Context): Promise<Settings> {
  const read = await checkSettings(context);
  if (!read.ok) throw problemsError(context, read);
  return read.settings;
}

/** Every problem as one error. `hint`: what to do, where that is not to change the file and check again. */
export function problemsError(context: Context, read: ReadSettings & { ok: false }, hint?: string): MoltbotError {
  const { file, texts, problems } = read;
  return new MoltbotError(
    "invalid",
    `${file} has ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}`,
    {
      hint: hint ?? `Check again with: ${commandLine(context, "config", "validate")}`,
      data: { picture: `${formatProblems(problems, texts, { file })}\n`, problems },
    },
  );
}

/** Warnings for people, a line each: `warning: file:line path: what. What to do.` */
export function warningLines(warnings: readonly ConfigWarning[]): readonly string[] {
  return warnings.map(({ level, file, line, path, message, suggestion, hint }) => {
    const place = file === undefined ? "" : `${file}:${line} `;
    const meant = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
    const advice = hint === undefined ? "" : ` ${hint}`;
    return plainText(`${level}: ${place}${path === "" ? "" : `${path}: `}${message}.${meant}${advice}`, 1000);
  });
}

/** A config that is not there or cannot be read is a wrong command line: exit code 2. */
function asUsage(thrown: unknown, missing: string): unknown {
  if (!isMoltbotError(thrown)) return thrown;
  const hint = thrown.code === "not_found" ? missing : (thrown.hint ?? "Check the path.");
  return new MoltbotError("invalid", thrown.message, { hint, cause: thrown });
}
