import { readFile } from "node:fs/promises";
import type { ParseOptions, ParseResult } from "./parse.ts";
import { parseConfig } from "./parse.ts";

/** What {@link loadConfigFile} may be told. */
export interface LoadOptions extends Omit<ParseOptions, "file"> {
  /** True when somebody asked for this very file: then it must exist. Default false. */
  readonly explicit?: boolean;
}

/** A parsed file, where it was looked for, and its text (empty when there is none) for `formatProblems`. */
export type LoadResult = ParseResult & { readonly file: string; readonly found: boolean; readonly text: string };

/**
 * Reads a configuration file. A file that nobody asked for may be missing: then the defaults hold.
 * @throws MoltbotError `not_found` when an explicit file is missing, `unavailable` when it cannot be read
 */
export async function loadConfigFile(path: string, o: LoadOptions = {}): Promise<LoadResult> {
  const text = await readFile(path, "utf8");
  return { ...parseConfig(text, { ...o, file: path }), file: path, found: true, text };
}
