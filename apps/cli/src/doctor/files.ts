import { appendFile, chmod } from "node:fs/promises";
import { join } from "node:path";
import type { FileFact } from "@moltbot/doctor";

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
