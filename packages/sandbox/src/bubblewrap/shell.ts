import { lstat, readlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { unavailable } from "../trouble.ts";

/** Which shell starts the programs of a system: the first of these. Some others read what they are told byte by byte. */
const shells = ["/bin/dash", "/bin/sh"];

/** The file of a system's shell, as the host sees it. @throws MoltbotError `unavailable` where there is none */
export async function findShell(rootfs: string): Promise<string> {
  for (const shell of shells) {
    const file = await insideFile(rootfs, shell);
    if (file !== undefined) return file;
  }
  throw unavailable("there is no /bin/sh for bubblewrap to start", "Give it a root file system that has one.");
}

const mostLinks = 20;

/** A regular file below `rootfs`, with links followed as they would be inside. */
async function insideFile(rootfs: string, path: string): Promise<string | undefined> {
  let parts = path.split("/").filter(Boolean);
  let at = "/";
  for (let links = 0; ; ) {
    const [name, ...rest] = parts;
    if (name === undefined) break;
    parts = rest;
    const next = resolve(at, name);
    const info = await lstat(join(rootfs, next)).catch(() => undefined);
    if (info === undefined) return undefined;
    if (!info.isSymbolicLink()) {
      at = next;
      continue;
    }
    if (++links > mostLinks) return undefined;
    const target = await readlink(join(rootfs, next));
    parts = [...target.split("/").filter(Boolean), ...parts];
    at = target.startsWith("/") ? "/" : dirname(next);
  }
  const info = await lstat(join(rootfs, at)).catch(() => undefined);
  return info?.isFile() ? join(rootfs, at) : undefined;
}
