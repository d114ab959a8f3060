import { randomBytes } from "node:crypto";
import { type FileHandle, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
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
    const old = await stat(target).catch(missing(undefined));
    const mode = old === undefined ? 0o600 : old.mode & 0o777;
    if (old === undefined) {
      await guard(target, before);
      await put(target, after, { mode });
      return undefined;
    }
    const copy = `${target}.bak`;
    await put(copy, before, { mode: 0o600, owner: old });
    await put(target, after, { mode, owner: old }, () => guard(target, before));
    return copy;
  } catch (error) {
    if (error instanceof MoltbotError) throw error;
    throw new MoltbotError("unavailable", `${file} cannot be written: ${messageOf(error)}`, {
      hint: "Check who may write there.",
      cause: error,
    });
  }
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
