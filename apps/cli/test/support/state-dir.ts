import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty directory that goes away with the test. */
export async function createStateDir(): Promise<string> {
  const directory = await tempDir();
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** An empty directory that somebody else removes. */
export function tempDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), "moltbot-cli-"));
}
