import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder in one of its own, with files of these names and texts, gone after the test; `main`: `moltbot.json5` there. */
export async function folder(files: Readonly<Record<string, string>>): Promise<{ dir: string; main: string }> {
  const root = await mkdtemp(join(tmpdir(), "moltbot-config-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const dir = join(root, "config");
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(dir, name, ".."), { recursive: true });
    await writeFile(join(dir, name), text, { mode: 0o600 });
  }
  return { dir, main: join(dir, "moltbot.json5") };
}
