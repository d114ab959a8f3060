import { randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { MoltbotError, messageOf } from "@moltbot/core";

/**
 * Writes a file that appears whole or not at all, with mode 0600. `pieces` is asked for only once the file can be written.
 * @throws MoltbotError `conflict` when it exists and `force` is not set, `invalid` when it cannot be written there
 */
export async function writeNewFile(
  file: string,
  pieces: () => Promise<AsyncIterable<string>>,
  o: { readonly force: boolean },
): Promise<{ readonly path: string; readonly bytes: number }> {
  const path = resolve(file);
  if (!o.force && (await isThere(path))) throw exists(path);
  const part = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString("hex")}`);
  const handle = await open(part, "wx", 0o600).catch((error: unknown) => {
    throw unusable(path, error);
  });
  try {
    const bytes = await fill(handle, await pieces());
    await place(part, path, o.force);
    return { path, bytes };
  } finally {
    await handle.close();
    await rm(part, { force: true });
  }
}

async function fill(handle: FileHandle, pieces: AsyncIterable<string>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) bytes += (await handle.write(piece)).bytesWritten;
  await handle.sync();
  return bytes;
}

/** A link never replaces what somebody else put there meanwhile. */
async function place(part: string, path: string, force: boolean): Promise<void> {
  try {
    await (force ? rename(part, path) : link(part, path));
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "EEXIST" ? exists(path) : unusable(path, error);
  }
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const exists = (path: string): MoltbotError =>
  new MoltbotError("conflict", `${path} exists`, { hint: "Choose another --output, or replace it with --force." });

const unusable = (path: string, error: unknown): MoltbotError =>
  new MoltbotError("invalid", `${path} cannot be written: ${messageOf(error)}`, { hint: "Choose another --output." });
