import { hasUnsafeText, visibleText } from "@moltbot/core";

/**
 * The words of a command so that two commands that differ never look the same: plain words as they are, others in
 * single quotes, and in double quotes with escapes what a reader could not see or would misread.
 */
export function showArgv(argv: readonly string[]): string {
  return argv.map(showWord).join(" ");
}

function showWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!hasUnsafeText(word) && !/['\\]/.test(word)) return `'${word}'`;
  return `"${visibleText(word).replaceAll('"', '\\"')}"`;
}
