import { type FileHandle, open } from "node:fs/promises";
import { MoltbotError, messageOf } from "@moltbot/core";
import { type ParseOptions, type ParseResult, parseConfig } from "./parse.ts";
import type { ConfigWarning } from "./problem.ts";
import { isSensitivePath } from "./sensitive.ts";
import { locate } from "./text/locate.ts";

/** What {@link loadConfigFile} may be told. */
export interface LoadOptions extends Omit<ParseOptions, "file"> {
  /** True when somebody asked for this very file: then it must exist. Default false. */
  readonly explicit?: boolean;
}

/** A parsed file, where it was looked for, and its text (empty when there is none) for `formatProblems`. */
export type LoadResult = ParseResult & { readonly file: string; readonly found: boolean; readonly text: string };

/**
 * Reads a configuration file. A file that nobody asked for may be missing: then the defaults hold. A file that exists
 * but cannot be read is an error, never a default (SPEC R0.3).
 * @throws MoltbotError `not_found` when an explicit file is missing, `unavailable` when a file cannot be read
 */
export async function loadConfigFile(path: string, o: LoadOptions = {}): Promise<LoadResult> {
  const read = await readWhole(path);
  if (read === undefined) {
    if (o.explicit === true) {
      throw new MoltbotError("not_found", `there is no configuration file ${path}`, {
        hint: "moltbot init writes one.",
      });
    }
    return { ...parseConfig("{}", { ...o, file: path }), file: path, found: false, text: "" };
  }
  const { text, mode } = read;
  const result = parseConfig(text, { ...o, file: path });
  const loose = result.ok ? modeWarning(path, text, mode) : undefined;
  const where = { file: path, found: true, text };
  return result.ok && loose ? { ...result, warnings: [loose, ...result.warnings], ...where } : { ...result, ...where };
}

/** Text and mode of the same open file, so that nobody swaps it in between. */
async function readWhole(path: string): Promise<{ text: string; mode: number } | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    const { mode, size } = await handle.stat();
    if (size > 1_100_000) throw new Error("it is larger than 1 MB");
    const bytes = await handle.readFile();
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), mode };
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

function modeWarning(path: string, text: string, mode: number): ConfigWarning | undefined {
  if (process.platform === "win32" || (mode & 0o077) === 0) return undefined;
  const written = locate(text)?.literals.some(
    ({ path: at, value }) => typeof value === "string" && isSensitivePath(at) && !/^\$\{\w+\}$/.test(value),
  );
  if (written !== true) return undefined;
  return {
    id: "file-mode",
    level: "warning",
    file: path,
    path: "",
    line: 1,
    column: 1,
    length: 1,
    message: `holds secrets, and others on this machine may open it (mode ${(mode & 0o777).toString(8).padStart(4, "0")})`,
    hint: `chmod 600 ${path}`,
  };
}
