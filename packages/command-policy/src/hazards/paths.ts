import type { Place, Reason } from "./grammar.ts";
import { elsewhere } from "./reasons.ts";

/** A directory or file that must lie in the workspace; without a known workspace nothing does. Links are checked when it runs. */
export function insideWorkspace(path: string, { cwd, workspace }: Place): Reason | undefined {
  if (cwd === undefined || workspace === undefined || path === "") return elsewhere;
  const full = normalise(path.startsWith("/") ? path : `${cwd}/${path}`);
  const root = normalise(workspace);
  if (full === undefined || root === undefined) return elsewhere;
  return full === root || full.startsWith(root === "/" ? "/" : `${root}/`) ? undefined : elsewhere;
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
