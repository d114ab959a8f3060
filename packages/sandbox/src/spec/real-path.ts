import { realpath } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/** The path with every link of its deepest existing ancestor resolved, and whether all of it exists. */
export async function realPath(path: string): Promise<{ readonly path: string; readonly exists: boolean }> {
  for (let ancestor = path; ; ancestor = dirname(ancestor)) {
    const real = await realpath(ancestor).catch(() => undefined);
    if (real !== undefined) return { path: join(real, relative(ancestor, path)), exists: ancestor === path };
    if (dirname(ancestor) === ancestor) return { path, exists: false };
  }
}

/** Whether `path` is `directory` or below it. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}
