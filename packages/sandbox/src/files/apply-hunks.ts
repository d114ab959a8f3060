import type { PatchHunk } from "./parse-patch.ts";

/** The text after all changes, or why one does not fit. Lines are compared exactly. */
export function applyHunks(
  text: string,
  hunks: readonly PatchHunk[],
): { readonly text: string } | { readonly because: string } {
  const endsInNewline = text.endsWith("\n") || text === "";
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const done: string[] = [];
  let from = 0;
  for (const [index, hunk] of hunks.entries()) {
    const at = place(lines, from, hunk);
    if (typeof at === "string") return { because: `change ${index + 1}: ${at}` };
    done.push(...lines.slice(from, at), ...hunk.new);
    from = at + hunk.old.length;
  }
  done.push(...lines.slice(from));
  return { text: done.join("\n") + (endsInNewline && done.length > 0 ? "\n" : "") };
}

/** Where a change goes: behind its anchor, at the only place where its lines stand. */
function place(lines: readonly string[], from: number, hunk: PatchHunk): number | string {
  let start = from;
  if (hunk.anchor !== undefined) {
    const anchor = lines.findIndex((line, at) => at >= from && line.trim() === hunk.anchor);
    if (anchor < 0) return `there is no line "${hunk.anchor.slice(0, 80)}"`;
    start = anchor + 1;
  }
  const { old } = hunk;
  if (old.length === 0) return hunk.anchor === undefined || hunk.atEnd ? lines.length : start;
  const fits = (at: number): boolean => at >= start && old.every((line, i) => lines[at + i] === line);
  if (hunk.atEnd)
    return fits(lines.length - old.length) ? lines.length - old.length : "its lines are not the last ones";
  const places: number[] = [];
  for (let at = start; at + old.length <= lines.length && places.length < 2; at++) if (fits(at)) places.push(at);
  const [first] = places;
  if (first === undefined) return "its lines are not there";
  return places.length > 1 && hunk.anchor === undefined ? "its lines are there more than once" : first;
}
