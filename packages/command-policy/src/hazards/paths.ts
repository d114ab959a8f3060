import type { Place, Reason } from "./grammar.ts";
import { elsewhere, gitData } from "./reasons.ts";

/** `.git`, and patterns that could become it. */
const gitsOwn = /(^|\/)\.(git(\/|$)|[^/]*[*?[])/i;

/**
 * A directory or file that must lie in the workspace, and not in git's own data, whose hooks and settings git runs; without
 * a known workspace nothing does. Links are checked when it runs.
 */
export function insideWorkspace(path: string, { cwd, workspace }: Place): Reason | undefined {
  if (cwd === undefined || workspace === undefined || path === "") return elsewhere;
  if (gitsOwn.test(path)) return gitData;
  if (!path.startsWith("/") && !path.includes("..")) return startsAt(cwd, workspace);
  return lies(path.startsWith("/") ? path : `${cwd}/${path}`, workspace);
}

let last: { readonly cwd: string; readonly workspace: string; readonly reason: Reason | undefined } | undefined;

/** Asked for nearly every path, and the same for all commands of a place. */
function startsAt(cwd: string, workspace: string): Reason | undefined {
  if (last?.cwd !== cwd || last.workspace !== workspace) last = { cwd, workspace, reason: lies(cwd, workspace) };
  return last.reason;
}

function lies(path: string, workspace: string): Reason | undefined {
  const full = normalise(path);
  const root = normalise(workspace);
  if (full === undefined || root === undefined || !`${full}/`.startsWith(root === "/" ? "/" : `${root}/`))
    return elsewhere;
  return gitsOwn.test(full.slice(root.length)) ? gitData : undefined;
}

/** An absolute path without `.`, `..` and doubled slashes; undefined where it is none. */
export function normalise(path: string): string | undefined {
  if (!path.startsWith("/")) return undefined;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
