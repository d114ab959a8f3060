import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newToken, type Random } from "@moltbot/core";

/**
 * A name for the files of this state directory that stays the same when the gateway starts again: what waits to run in
 * them is run where they are, and not by a replica elsewhere.
 */
export async function installationId(stateDir: string, random: Random): Promise<string> {
  const path = join(stateDir, "installation");
  const known = await read(path);
  if (known !== undefined) return known;
  const draft = `${path}.${newToken(random, 9)}`;
  await writeFile(draft, newToken(random, 12), { mode: 0o600 });
  // The first of several that start at once wins.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return (await read(path)) ?? "";
}

async function read(path: string): Promise<string | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text?.trim();
}
