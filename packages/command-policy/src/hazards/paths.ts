import type { Place, Reason } from "./grammar.ts";
import { elsewhere } from "./reasons.ts";

/** A directory or file that must lie in the workspace; without a known workspace nothing does. Links are checked when it runs. */
export function insideWorkspace(path: string, { cwd, workspace }: Place): Reason | undefined {
  if (cwd === undefined || workspace === undefined || path === "") return elsewhere;
  if (!path.startsWith("/") && !path.includes("..")) return startsInside(cwd, workspace) ? undefined : elsewhere;
  return lies(path.startsWith("/") ? path : `${cwd}/${path}`, workspace) ? undefined : elsewhere;
}

let last: { readonly cwd: string; readonly workspace: string; readonly inside: boolean } | undefined;

/** Asked for nearly every path, and the same for all commands of a place. */
function startsInside(cwd: string, workspace: string): boolean {
  if (last?.cwd !== cwd || last.workspace !== workspace) last = { cwd, workspace, inside: lies(cwd, workspace) };
  return last.inside;
}

function lies(path: string, workspace: string): boolean {
  const full = normalise(path);
  const root = normalise(workspace);
  if (full === undefined || root === undefined) return false;
  return full === root || full.startsWith(root === "/" ? "/" : `${root}/`);
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
