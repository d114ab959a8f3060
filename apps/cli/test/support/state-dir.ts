import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty directory that goes away with the test. */
export async function createStateDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "moltbot-cli-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
