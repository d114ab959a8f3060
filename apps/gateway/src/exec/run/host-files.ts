import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { posix } from "node:path";
import type { Random } from "@moltbot/core";
import {
  createSandboxFiles,
  type FileEntry,
  type FileFailure,
  type FileTrouble,
  type PlainFiles,
  type SandboxFiles,
} from "@moltbot/sandbox";
import { withDirectory } from "./host-directory.ts";

/** The most that is read or written at once: 4 MiB, as in a sandbox. */
const largestFile = 4_194_304;

/** Files of a directory of the host, kept to it the way a sandbox's are: no link on the way, one name for a file. */
export function createHostFiles(root: string, random: Random): SandboxFiles {
  return createSandboxFiles(plainFiles(root, random));
}

function plainFiles(root: string, random: Random): PlainFiles {
  const act = async <T>(
    path: string,
    o: { make?: true; whole?: true; changes?: true },
    work: (directory: string, name: string) => Promise<T | FileTrouble>,
  ): Promise<T | FileFailure> => {
    const parts = partsOf(path, root);
    const name = o.whole === true ? "." : parts?.at(-1);
    if (parts === undefined || name === undefined) return { status: "failed", reason: "outside", path };
    if (o.changes === true && parts.some((part) => part.toLowerCase() === ".git")) {
      return { status: "failed", reason: "git_data", path };
    }
    const way = o.whole === true ? parts : parts.slice(0, -1);
    const result = await withDirectory(root, way, { make: o.make === true }, (directory) => work(directory, name));
    return typeof result === "string" ? { status: "failed", reason: result as FileTrouble, path } : result;
  };
  return {
    resolve: (path) => posix.resolve(root, path),
    read: (path) =>
      act(path, {}, async (directory, name) => {
        const bytes = await readFile(`${directory}/${name}`);
        return typeof bytes === "string" ? bytes : { status: "read" as const, bytes, text: bytes.toString("utf8") };
      }),
    async write(path, content) {
      const bytes = Buffer.from(content);
      if (bytes.length > largestFile) return { status: "failed", reason: "too_large", path };
      const draft = `.moltbot-${Buffer.from(random(12)).toString("hex")}`;
      return act(path, { make: true, changes: true }, async (directory, name) => {
        const trouble = await replaceFile(directory, name, { bytes, draft });
        return trouble ?? { status: "written" as const };
      });
    },
    remove: (path) =>
      act(path, { changes: true }, async (directory, name) => {
        const trouble = await removeFile(`${directory}/${name}`);
        return trouble ?? { status: "removed" as const };
      }),
    list: (path) =>
      act(path, { whole: true }, async (directory) => {
        const found = await readdir(directory, { withFileTypes: true });
        const entries = found.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
        return { status: "listed" as const, entries };
      }),
  };
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileEntry["kind"] {
  return entry.isFile() ? "file" : entry.isDirectory() ? "directory" : entry.isSymbolicLink() ? "link" : "other";
}

/** The parts of a path below the root, also when it is written as absolute; `undefined` when it leads out. */
function partsOf(path: string, root: string): string[] | undefined {
  if (path === "" || path.length > 4096 || /\p{Cc}/u.test(path) || path.split("/").includes("..")) return undefined;
  const full = posix.resolve(root, path);
  if (full !== root && !full.startsWith(`${root}/`)) return undefined;
  return full
    .slice(root.length)
    .split("/")
    .filter((part) => part !== "");
}

async function readFile(path: string): Promise<Buffer | FileTrouble> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return troubleOf(error);
  }
  try {
    const info = await file.stat();
    if (!info.isFile()) return "not_a_file";
    if (info.nlink > 1) return "hard_link";
    if (info.size > largestFile) return "too_large";
    const bytes = await file.readFile();
    return bytes.length > largestFile ? "too_large" : bytes;
  } finally {
    await file.close();
  }
}

/** Replaced at once or not at all. */
async function replaceFile(
  directory: string,
  name: string,
  o: { bytes: Buffer; draft: string },
): Promise<FileTrouble | undefined> {
  const target = `${directory}/${name}`;
  const draft = `${directory}/${o.draft}`;
  try {
    const info = await lstat(target).catch(() => undefined);
    if (info?.isSymbolicLink() === true) return "link";
    if (info !== undefined && !info.isFile()) return "not_a_file";
    if (info !== undefined && info.nlink > 1) return "hard_link";
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const file = await open(draft, flags, info === undefined ? 0o600 : info.mode & 0o777);
    try {
      await file.writeFile(o.bytes);
    } finally {
      await file.close();
    }
    await rename(draft, target);
    return undefined;
  } catch (error) {
    await rm(draft, { force: true });
    return troubleOf(error) === "not_found" ? "not_found" : "read_only";
  }
}

/** Removes a file, and never what stands elsewhere. */
async function removeFile(target: string): Promise<FileTrouble | undefined> {
  try {
    const info = await lstat(target);
    if (info.isSymbolicLink()) return "link";
    if (!info.isFile()) return "not_a_file";
    if (info.nlink > 1) return "hard_link";
    await unlink(target);
    return undefined;
  } catch (error) {
    return troubleOf(error) === "not_found" ? "not_found" : "read_only";
  }
}

/** Why the system said no. */
export function troubleOf(error: unknown): FileTrouble {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "not_found";
  if (code === "ELOOP") return "link";
  return code === "ENOTDIR" || code === "EISDIR" || code === "ENXIO" ? "not_a_file" : "unreadable";
}
