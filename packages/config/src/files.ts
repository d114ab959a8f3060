import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { messageOf } from "@moltbot/core";

/** The text of a file that a configuration names, or why it cannot be had. */
export type FileAnswer =
  | { readonly ok: true; readonly file: string; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Reads what a configuration names besides itself. Both take the name as written, and the file that it is written in. */
export interface ConfigFiles {
  /** A further part of the configuration, for `$include`. */
  include(reference: string, from: string): FileAnswer;
  /** What stands in for `${file:…}`. */
  secret(reference: string, from: string): FileAnswer;
}

/** A file that was looked at, found or not. */
export interface SeenFile {
  readonly file: string;
  readonly kind: "include" | "secret";
  /** Absent when it could not be read. */
  readonly text?: string;
  readonly mode?: number;
}

const largest = { include: 1_100_000, secret: 65_536 } as const;

/**
 * Reads from the disk. What is included stays in the folder of `main`, links followed; a secret may lie anywhere, as
 * systems that hand out secrets choose the place. Everything that was looked at is in `seen`.
 */
export function createConfigFiles(main: string): ConfigFiles & { readonly seen: readonly SeenFile[] } {
  const root = dirname(resolve(main));
  const seen: SeenFile[] = [];
  const refuse = (file: string, kind: SeenFile["kind"], message: string, hint: string): FileAnswer => {
    seen.push({ file, kind });
    return { ok: false, message, hint };
  };
  const look = (kind: SeenFile["kind"], reference: string, from: string): FileAnswer => {
    if (reference.trim() === "" || reference.includes("\0"))
      return { ok: false, message: "names no file", hint: "Write a path, relative to this file." };
    const file = resolve(dirname(resolve(from)), reference);
    try {
      if (kind === "include" && !(isBelow(root, file) && isBelow(realpathSync(root), realpathSync(file))))
        return refuse(file, kind, `names ${file}, which is outside ${root}`, "Put it beside the main file, or below.");
      const { text, mode } = readPlain(file, largest[kind]);
      seen.push({ file, kind, text, mode });
      return { ok: true, file, text };
    } catch (error) {
      const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
      const message = missing ? `names ${file}, which does not exist` : `names ${file}, which ${whyNot(error)}`;
      return refuse(file, kind, message, missing ? "Check the path." : "Check the file and who may read it.");
    }
  };
  return {
    seen,
    include: (reference, from) => look("include", reference, from),
    secret(reference, from) {
      const answer = look("secret", reference, from);
      if (!answer.ok) return answer;
      const text = answer.text.trim();
      if (text !== "") return { ...answer, text };
      return { ok: false, message: `names ${answer.file}, which is empty`, hint: "Write the secret into it." };
    },
  };
}

function isBelow(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Text and mode of the same open file. Never waits: a pipe without a writer is no file. */
function readPlain(file: string, most: number): { text: string; mode: number } {
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new Error("is not a plain file");
    if (stat.size > most) throw new Error(`is larger than ${most} bytes`);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(handle));
    return { text, mode: stat.mode & 0o777 };
  } finally {
    closeSync(handle);
  }
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "is not UTF-8 text";
  return code === undefined ? messageOf(error) : `cannot be read (${String(code)})`;
}
