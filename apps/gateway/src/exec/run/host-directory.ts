import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open } from "node:fs/promises";
import { platform } from "node:process";
import type { FileTrouble } from "@moltbot/sandbox";

const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** How to go there. */
export interface Way {
  /** Whether to make what is missing, with mode 0700. */
  readonly make: boolean;
  /** Looks at each directory below the root before going on. */
  readonly each?: (opened: FileHandle) => Promise<void>;
}

/**
 * Works in a directory that is reached from the root step by step, through no link. What the work gets stands for the
 * directory that was opened, whatever is put in its place meanwhile.
 */
export async function withDirectory<T>(
  root: string,
  way: readonly string[],
  o: Way,
  work: (directory: string) => Promise<T>,
): Promise<T | FileTrouble> {
  const handles: FileHandle[] = [];
  try {
    let here = root;
    for (const step of [undefined, ...way]) {
      const path = step === undefined ? root : `${here}/${step}`;
      if (o.make && step !== undefined) await mkdir(path, { mode: 0o700 }).catch(() => {});
      const opened = await openStep(path);
      if (typeof opened === "string") return opened;
      handles.push(opened);
      if (step !== undefined) await o.each?.(opened);
      here = platform === "linux" ? `/proc/self/fd/${opened.fd}` : path;
    }
    return await work(here);
  } finally {
    for (const handle of handles) await handle.close();
  }
}

async function openStep(path: string): Promise<FileHandle | FileTrouble> {
  try {
    return await open(path, flags);
  } catch {
    const info = await lstat(path).catch(() => undefined);
    if (info === undefined) return "not_found";
    if (info.isSymbolicLink()) return "link";
    return info.isDirectory() ? "unreadable" : "not_a_file";
  }
}
