import type { FileTrouble } from "./files.ts";

/** Replaces text that occurs exactly once; says why not. Nothing in the new text is special. */
export function replaceOnce(
  text: string,
  change: { readonly old: string; readonly new: string },
): { text: string } | FileTrouble {
  if (change.old === "") return "no_match";
  const at = text.indexOf(change.old);
  if (at < 0) return "no_match";
  if (text.indexOf(change.old, at + 1) >= 0) return "many_matches";
  return { text: text.slice(0, at) + change.new + text.slice(at + change.old.length) };
}
