import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, rm } from "node:fs/promises";
import { posix } from "node:path";
import type { Random } from "@moltbot/core";
import type { FileEntry, FileFailure, FileTrouble, SandboxFiles } from "@moltbot/sandbox";
import { withDirectory } from "./host-directory.ts";

/** The most that is read or written at once: 4 MiB, as in a sandbox. */
const largestFile = 4_194_304;

/** Files of a directory of the host, kept to it the way a sandbox's are: no link on the way, one name for a file. */
export function createHostFiles(root: string, random: Random): SandboxFiles {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
  const { read, write, list } = plainFiles(root, random);
  return {
    read,
    list,
    write: (path, content) => inTurn(() => write(path, content)),
    edit: (path, change) =>
      inTurn(async () => {
        const found = await read(path);
        if (found.status === "failed") return found;
        const edited = replaceOnce(found.text, change);
        const isText = Buffer.from(found.text).equals(found.bytes);
        if (edited === "no_match" || edited === "many_matches") return { status: "failed", reason: edited, path };
        if (!isText) return { status: "failed", reason: "unreadable", path };
        const written = await write(path, edited.text);
        return written.status === "failed" ? written : { status: "edited" };
      }),
    applyPatch: async () => ({
      status: "failed",
      reason: "bad_patch",
      path: "",
      done: [],
      because: "patches are applied in sandboxes only; here use edit or write",
    }),
  };
}

function plainFiles(root: string, random: Random): Pick<SandboxFiles, "read" | "write" | "list"> {
  const act = async <T>(
    path: string,
    o: { make?: true; whole?: true },
    work: (directory: string, name: string) => Promise<T | FileTrouble>,
  ): Promise<T | FileFailure> => {
    const parts = partsOf(path, root);
    const name = o.whole === true ? "." : parts?.at(-1);
    if (parts === undefined || name === undefined) return { status: "failed", reason: "outside", path };
    const way = o.whole === true ? parts : parts.slice(0, -1);
    const result = await withDirectory(root, way, { make: o.make === true }, (directory) => work(directory, name));
    return typeof result === "string" ? { status: "failed", reason: result as FileTrouble, path } : result;
  };
  return {
    read: (path) =>
      act(path, {}, async (directory, name) => {
        const bytes = await readFile(`${directory}/${name}`);
        return typeof bytes === "string" ? bytes : { status: "read" as const, bytes, text: bytes.toString("utf8") };
      }),
    async write(path, content) {
      const bytes = Buffer.from(content);
      if (bytes.length > largestFile) return { status: "failed", reason: "too_large", path };
      const draft = `.moltbot-${Buffer.from(random(12)).toString("hex")}`;
      return act(path, { make: true }, async (directory, name) => {
        const trouble = await replaceFile(directory, name, { bytes, draft });
        return trouble ?? { status: "written" as const };
      });
    },
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

/** Why the system said no. */
export function troubleOf(error: unknown): FileTrouble {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "not_found";
  if (code === "ELOOP") return "link";
  return code === "ENOTDIR" || code === "EISDIR" || code === "ENXIO" ? "not_a_file" : "unreadable";
}

function replaceOnce(
  text: string,
  change: { old: string; new: string },
): { text: string } | "no_match" | "many_matches" {
  const at = change.old === "" ? -1 : text.indexOf(change.old);
  if (at < 0) return "no_match";
  if (text.indexOf(change.old, at + 1) >= 0) return "many_matches";
  return { text: text.slice(0, at) + change.new + text.slice(at + change.old.length) };
}
