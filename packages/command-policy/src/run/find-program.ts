import { accessSync, constants, statSync } from "node:fs";
import type { Directory } from "./directory.ts";
import { canStart } from "./program-format.ts";
import { isErrno, wordsFor, wordsOf } from "./trouble.ts";

/** Why a command cannot start, with the status that a shell would give it. */
export interface CannotStart {
  readonly code: 126 | 127;
  readonly because: string;
}

/** Where programs are looked for. */
export interface ProgramPlaces {
  /** Absolute directories for names without a slash. */
  readonly path: readonly string[];
  /** Where other names begin. */
  readonly directory: Directory;
}

/**
 * The file of a program, so that nobody looks it up again: absolute, or relative to the directory when the name is.
 * Names without a slash are found in `path` only, never in the directory.
 */
export function findProgram(name: string, o: ProgramPlaces): { readonly file: string } | CannotStart {
  if (name.includes("/")) {
    const because = troubleWith(name.startsWith("/") ? name : `${o.directory.handle}/${name}`);
    return because === undefined ? { file: name } : { code: because === missing ? 127 : 126, because };
  }
  let because: string | undefined;
  for (const file of o.path.map((place) => `${place}/${name}`)) {
    const trouble = troubleWith(file);
    if (trouble === undefined) return { file };
    if (unusable.includes(trouble)) because ??= trouble;
  }
  return because === undefined ? { code: 127, because: "command not found" } : { code: 126, because };
}

const missing = wordsFor("ENOENT");
// What is found and is no program counts only when no later directory has one.
const unusable = [wordsFor("EACCES"), wordsFor("ENOEXEC")];

/** Why a file is not a program, in words. */
function troubleWith(file: string): string | undefined {
  try {
    const is = statSync(file);
    if (is.isDirectory()) return wordsFor("EISDIR");
    if (!is.isFile()) return wordsFor("EACCES");
    accessSync(file, constants.X_OK);
    return canStart(file) ? undefined : wordsFor("ENOEXEC");
  } catch (error) {
    return isErrno(error, "ENOENT") ? missing : wordsOf(error);
  }
}
