import { type Config, formatProblems, loadConfigFile } from "@moltbot/config";
import { isMoltbotError, MoltbotError } from "@moltbot/core";
import type { Context } from "./context.ts";

/** The config in force, and whether a file gave it. */
export interface Settings {
  readonly config: Config;
  /** Absent: no file, the embedded defaults hold. */
  readonly path: string | undefined;
  /** What works but deserves a look, as text for people; empty when nothing does. */
  readonly warnings: string;
}

/**
 * Reads the config file; the default one may be missing.
 * @throws MoltbotError `invalid` with every problem drawn in `data.picture`, and when a named file is missing or unreadable
 */
export async function loadSettings(context: Context): Promise<Settings> {
  const { configPath, configNamed, io } = context;
  const loaded = await loadConfigFile(configPath, { explicit: configNamed, env: io.env }).catch((thrown: unknown) => {
    throw asUsage(thrown);
  });
  const { file, text, found } = loaded;
  const color = io.err.color;
  if (!loaded.ok) {
    const count = loaded.problems.length;
    throw new MoltbotError("invalid", `${file} has ${count} problem${count === 1 ? "" : "s"}`, {
      hint: "Check again with: moltbot config validate",
      data: { picture: formatProblems(loaded.problems, { file, text, color }), problems: loaded.problems },
    });
  }
  const warnings = loaded.warnings.length > 0 ? formatProblems(loaded.warnings, { file, text, color }) : "";
  return { config: loaded.config, path: found ? file : undefined, warnings };
}

/** A config that is not there or cannot be read is a wrong command line: exit code 2. */
function asUsage(thrown: unknown): unknown {
  if (!isMoltbotError(thrown)) return thrown;
  const hint = thrown.hint ?? "Check the path, or write a config there with: moltbot init";
  return new MoltbotError("invalid", thrown.message, { hint, cause: thrown });
}
