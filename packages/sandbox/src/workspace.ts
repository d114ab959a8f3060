import { spawn } from "node:child_process";
import { chmod, chown, lstat, mkdir, readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { MoltbotError } from "@moltbot/core";

/** Who runs inside: never root. The gateway's own user where it is not root, so that files belong to it. */
export function insideUser(ids: { readonly uid: number; readonly gid: number }): { uid: number; gid: number } {
  return ids.uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid: ids.uid, gid: ids.gid };
}

/** Makes a scope's directory, which nobody but the user inside may enter. */
export async function makeWorkspace(root: string, slug: string, user: { uid: number; gid: number }): Promise<string> {
  const path = join(root, slug);
  // What is inside must be able to pass through, not to look around.
  await mkdir(root, { recursive: true, mode: 0o711 });
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const info = await lstat(path);
  if (!info.isDirectory()) throw new MoltbotError("invalid", `${path} is not a directory`, { hint: "Remove it." });
  if (info.uid !== user.uid) await chown(path, user.uid, user.gid);
  await chmod(path, 0o700);
  return path;
}

/** Removes a scope's directory with all that is in it; links are removed, not followed. */
export async function removeWorkspace(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Deeper than a path can say: `rm` goes down step by step.
    const child = spawn("rm", ["-rf", "--", path], { stdio: "ignore" });
    const code = await new Promise((resolve) => child.once("error", resolve).once("exit", resolve));
    if (code !== 0)
      throw new MoltbotError("unavailable", `${path} could not be removed`, { hint: "Remove it by hand." });
  }
}

/** Removes a scope's directory if nothing is in it. */
export async function removeIfEmpty(path: string): Promise<void> {
  await rmdir(path).catch(() => {});
}

/** Removes the directories below `root` that hold nothing, but those of `keep`. */
export async function removeEmpties(root: string, keep: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(root).catch((): string[] => [])) {
    if (!keep.has(name)) await removeIfEmpty(join(root, name));
  }
}
