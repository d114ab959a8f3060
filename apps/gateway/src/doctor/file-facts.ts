import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { FileFact } from "@moltbot/doctor";

/** What the program itself keeps right in the state directory; deeper files are behind that directory's own mode. */
const own = ["gateway.json", "audit-head.json", "doctor-undo.txt"];

/** The state directory, its own files, and the config. Links are left alone: their target is elsewhere. */
export async function fileFacts(o: {
  readonly stateDir: string;
  readonly configPath?: string | undefined;
}): Promise<readonly FileFact[]> {
  if (process.platform === "win32") return [];
  const config = o.configPath === undefined ? [] : [o.configPath];
  const paths = new Set([o.stateDir, ...config, ...own.map((name) => join(o.stateDir, name))]);
  const facts = await Promise.all([...paths].map(factOf));
  return facts.filter((fact) => fact !== undefined);
}

async function factOf(path: string): Promise<FileFact | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat === undefined || !(stat.isFile() || stat.isDirectory())) return undefined;
  return { path, mode: stat.mode & 0o777, wanted: stat.isDirectory() ? 0o700 : 0o600 };
}
