import { posix } from "node:path";

/** A path in a sandbox, taken apart. */
export interface InsidePath {
  readonly directory: string;
  readonly name: string;
  readonly path: string;
}

/** Reads a path relative to `/workspace`; `undefined` when it leads out of `roots`, or has a part that no file should. */
export function insidePath(path: string, roots: readonly string[]): InsidePath | undefined {
  if (typeof path !== "string" || path === "" || path.length > 4096 || /\p{Cc}/u.test(path)) return undefined;
  if (path.split("/").includes("..")) return undefined;
  const full = posix.resolve("/workspace", path);
  const root = roots.find((one) => full === one || full.startsWith(`${one}/`));
  if (root === undefined) return undefined;
  return { directory: posix.dirname(full), name: posix.basename(full), path: full };
}
