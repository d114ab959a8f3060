import { appendFile, chmod, lstat } from "node:fs/promises";
import { join } from "node:path";
import type { FileFact } from "@moltbot/doctor";
import type { Context } from "../context.ts";

/** What the program itself keeps right in the state directory; deeper files are behind that directory's own mode. */
const own = ["gateway.json", "audit-head.json", "doctor-undo.txt"];

/** The state directory, its own files, and the config. Links are left alone: their target is elsewhere. */
export async function fileFacts({ stateDir, configPath }: Context): Promise<readonly FileFact[]> {
  if (process.platform === "win32") return [];
  const paths = new Set([stateDir, configPath, ...own.map((name) => join(stateDir, name))]);
  const facts = await Promise.all([...paths].map(factOf));
  return facts.filter((fact) => fact !== undefined);
}

async function factOf(path: string): Promise<FileFact | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat === undefined || !(stat.isFile() || stat.isDirectory())) return undefined;
  return { path, mode: stat.mode & 0o777, wanted: stat.isDirectory() ? 0o700 : 0o600 };
}

/** Those that are open too far. */
export function tooOpen(files: readonly FileFact[]): readonly FileFact[] {
  return files.filter(({ mode, wanted }) => (mode & ~wanted) !== 0);
}

/** The command that narrows it, and the one that takes that back. */
export function narrowing({ path, mode, wanted }: FileFact): { readonly change: string; readonly undo: string } {
  const word = `'${path.replaceAll("'", `'\\''`)}'`;
  const octal = (bits: number): string => bits.toString(8).padStart(4, "0");
  return { change: `chmod ${octal(mode & wanted)} ${word}`, undo: `chmod ${octal(mode)} ${word}` };
}

/** Where {@link narrow} writes how to take it back. */
export function undoFile(stateDir: string): string {
  return join(stateDir, "doctor-undo.txt");
}

/** Takes from each what it should not have; how to take it back is written down first. */
export async function narrow(stateDir: string, files: readonly FileFact[]): Promise<void> {
  if (files.length === 0) return;
  const lines = files.map((file) => `${narrowing(file).undo}\n`);
  await appendFile(undoFile(stateDir), lines.join(""), { mode: 0o600 });
  for (const { path, mode, wanted } of files) await chmod(path, mode & wanted);
}
