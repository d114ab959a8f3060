import { type FileHandle, open } from "node:fs/promises";
import { MoltbotError, messageOf } from "@moltbot/core";
import { createConfigFiles, type SeenFile } from "./files.ts";
import { type ParseOptions, type ParseResult, parseConfig } from "./parse.ts";
import type { ConfigWarning } from "./problem.ts";
import { isReference, isSensitiveAnywhere } from "./sensitive.ts";
import { locate } from "./text/locate.ts";

/** What {@link loadConfigFile} may be told. */
export interface LoadOptions extends Omit<ParseOptions, "file"> {
  /** True when somebody asked for this very file: then it must exist. Default false. */
  readonly explicit?: boolean;
}

/** A parsed file, where it was looked for, and its text (empty when there is none). */
export type LoadResult = ParseResult & {
  readonly file: string;
  readonly found: boolean;
  readonly text: string;
  /** The texts of the file and of those that it includes, by name, for `formatProblems`. */
  readonly texts: ReadonlyMap<string, string>;
  /** Every file that was looked at, secrets among them, found or not: a change of one is a change of the configuration. */
  readonly files: readonly string[];
};

/**
 * Reads a configuration file and what it names. A file that nobody asked for may be missing: then the defaults hold. A
 * file that exists but cannot be read is an error, never a default (SPEC R0.3).
 * @throws MoltbotError `not_found` when an explicit file is missing, `unavailable` when the main file cannot be read
 */
export async function loadConfigFile(path: string, o: LoadOptions = {}): Promise<LoadResult> {
  const read = await readWhole(path);
  if (read === undefined && o.explicit === true) {
    throw new MoltbotError("not_found", `there is no configuration file ${path}`, { hint: "moltbot init writes one." });
  }
  const { text, mode } = read ?? { text: "", mode: 0 };
  const files = createConfigFiles(path);
  const result = parseConfig(read === undefined ? "{}" : text, { files, ...o, file: path });
  const { seen } = files;
  const included = seen.flatMap((one) => (one.kind === "include" && one.text !== undefined ? [one] : []));
  const where = {
    file: path,
    found: read !== undefined,
    text,
    texts: new Map([[path, text], ...included.map((one) => [one.file, one.text ?? ""] as const)]),
    files: [...new Set([path, ...seen.map(({ file }) => file)])],
  };
  if (!result.ok) return { ...result, ...where };
  const loose = modeWarnings([{ file: path, kind: "include", text, mode }, ...seen]);
  return { ...result, warnings: [...loose, ...result.warnings], ...where };
}

/** Text and mode of the same open file, so that nobody swaps it in between. */
async function readWhole(path: string): Promise<{ text: string; mode: number } | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    const { mode, size } = await handle.stat();
    if (size > 1_100_000) throw new Error("it is larger than 1 MB");
    const bytes = await handle.readFile();
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), mode: mode & 0o777 };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return undefined;
    const because = code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "it is not UTF-8 text" : messageOf(error);
    throw new MoltbotError("unavailable", `the configuration file ${path} cannot be read: ${because}`, {
      hint: "Check the path and who may read it.",
      cause: error,
    });
  } finally {
    await handle?.close();
  }
}

/** Files with secrets that others may open. */
function modeWarnings(files: readonly SeenFile[]): readonly ConfigWarning[] {
  if (process.platform === "win32") return [];
  const loose = files.filter(({ kind, mode = 0, text }) => {
    if ((mode & 0o077) === 0 || text === undefined) return false;
    return kind === "secret" || holdsSecrets(text);
  });
  return [...new Map(loose.map((one) => [one.file, one])).values()].map(({ file, kind, mode = 0 }) => ({
    id: "file-mode",
    level: "warning",
    file,
    path: "",
    line: 1,
    column: 1,
    length: 1,
    message: `${kind === "secret" ? "is a secret" : "holds secrets"}, and others on this machine may open it (mode ${mode.toString(8).padStart(4, "0")})`,
    hint: `chmod 600 ${file}`,
  }));
}

function holdsSecrets(text: string): boolean {
  const literals = locate(text)?.literals ?? [];
  return literals.some(
    ({ path, value }) => typeof value === "string" && isSensitiveAnywhere(path) && !isReference(value),
  );
}
