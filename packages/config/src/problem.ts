/** One thing that is wrong in a configuration file, at its place. */
export interface ConfigProblem {
  /** Which file, when the caller said so. */
  readonly file?: string;
  /** Where, as the file spells it: `channels.telegram.dmPolicy`; empty for the whole file. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  /** How many UTF-16 units are wrong, at least 1, never past the end of the line. */
  readonly length: number;
  /** A sentence without the path. */
  readonly message: string;
  /** What was probably meant: the text to write instead. */
  readonly suggestion?: string;
  /** What to do, as one sentence. */
  readonly hint?: string;
}

/** Something that works but deserves a look; `info` for accepted spellings, `warning` for what may surprise. */
export interface ConfigWarning extends ConfigProblem {
  readonly level: "warning" | "info";
  /** A stable name for programs: `alias`, `approver-by-name`, … */
  readonly id: string;
}

/** A path inside the file: keys and list positions. */
export type Path = readonly string[];

/** A path as people write it; keys with dots or blanks are quoted. */
export function formatPath(path: Path): string {
  return path
    .map((key, at) => (/^[^.\s"[\]]+$/.test(key) ? `${at === 0 ? "" : "."}${key}` : `[${JSON.stringify(key)}]`))
    .join("");
}
