import { randomBytes } from "node:crypto";
import { type FileHandle, open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { MoltbotError, messageOf } from "@moltbot/core";

/** What to write, and what must still be there for that. */
export interface ConfigWrite {
  readonly file: string;
  /** The text that was edited; empty for a file that did not exist. */
  readonly before: string;
  readonly after: string;
}

/**
 * Writes a configuration file: all of it or nothing, with the mode and owner that it had (a new one: 0600), through a
 * link to where it leads. What stood there is kept as `<file>.bak`, mode 0600.
 * @returns the name of the copy; undefined when there was no file
 * @throws MoltbotError `conflict` when the file changed since it was read, `unavailable` when it cannot be written
 */
export async function writeConfigFile({ file, before, after }: ConfigWrite): Promise<string | undefined> {
  try {
    const target = await realpath(file).catch(missing(file));
    return await alone(target, () => replace(target, before, after));
  } catch (error) {
    if (error instanceof MoltbotError) throw error;
    throw new MoltbotError("unavailable", `${file} cannot be written: ${messageOf(error)}`, {
      hint: "Check who may write there.",
      cause: error,
    });
  }
}

async function replace(target: string, before: string, after: string): Promise<string | undefined> {
  await guard(target, before);
  const old = await stat(target).catch(missing(undefined));
  if (old === undefined) {
    await put(target, after, { mode: 0o600 });
    return undefined;
  }
  const copy = `${target}.bak`;
  await put(copy, before, { mode: 0o600, owner: old });
  await put(target, after, { mode: old.mode & 0o777, owner: old }, () => guard(target, before));
  return copy;
}

/** One writer at a time. A lock whose process is gone counts for nothing. */
async function alone<T>(target: string, write: () => Promise<T>): Promise<T> {
  const lock = `${target}.lock`;
  if (!(await take(lock))) {
    const owner = Number(await readFile(lock, "utf8").catch(missing("")));
    if (isAlive(owner)) throw busy(target);
    await rm(lock, { force: true });
    if (!(await take(lock))) throw busy(target);
  }
  try {
    return await write();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** A lock without a number is one that is being written. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function busy(file: string): MoltbotError {
  return new MoltbotError("conflict", `${file} is being changed by another process`, {
    hint: `Nothing was written. Run the command again; if nobody else is at it, remove ${file}.lock.`,
  });
}

function missing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return instead;
    throw error;
  };
}

async function guard(file: string, before: string): Promise<void> {
  const now = await readFile(file, "utf8").catch(missing(""));
  if (now === before) return;
  throw new MoltbotError("conflict", `${file} was changed by somebody else meanwhile`, {
    hint: "Nothing was written. Run the command again.",
  });
}

interface Keep {
  readonly mode: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** A new file beside the old one, safe on the disk, then in its place. `last` is asked just before. */
async function put(file: string, text: string, { mode, owner }: Keep, last?: () => Promise<void>): Promise<void> {
  const fresh = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  let handle: FileHandle | undefined;
  try {
    handle = await open(fresh, "wx", 0o600);
    await handle.writeFile(text);
    // Only root may give a file away; anybody else owns what they edit, or may not.
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid).catch(() => undefined);
    await handle.chmod(mode);
    await handle.sync();
    await handle.close();
    handle = undefined;
    await last?.();
    await rename(fresh, file);
  } finally {
    await handle?.close();
    await rm(fresh, { force: true });
  }
}
