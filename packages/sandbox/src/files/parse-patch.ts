/** A run of lines to find, and what stands there afterwards. */
export interface PatchHunk {
  /** A line above, as `@@ line` names it. */
  readonly anchor?: string;
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** The lines are the last of the file. */
  readonly atEnd: boolean;
}

/** What a patch does to one file. */
export type PatchStep =
  | { readonly kind: "add"; readonly path: string; readonly lines: readonly string[] }
  | { readonly kind: "delete"; readonly path: string }
  | { readonly kind: "update"; readonly path: string; readonly moveTo?: string; readonly hunks: readonly PatchHunk[] };

/** A patch, or why it is none. */
export type ParsedPatch =
  | { readonly ok: true; readonly steps: readonly PatchStep[] }
  | { readonly ok: false; readonly because: string };

const largestPatch = 4_194_304;
const header = /^\*\*\* (Add|Delete|Update) File: (.+)$/;

/** Reads the format between `*** Begin Patch` and `*** End Patch`. Whatever it does not know is an error. */
export function parsePatch(text: string): ParsedPatch {
  if (text.length > largestPatch) return wrong("the patch is too long", 1);
  const lines = text.replaceAll("\r\n", "\n").trim().split("\n");
  if (lines[0]?.trim() !== "*** Begin Patch") return wrong("a patch begins with *** Begin Patch", 1);
  if (lines.at(-1)?.trim() !== "*** End Patch") return wrong("a patch ends with *** End Patch", lines.length);
  const steps: PatchStep[] = [];
  const last = lines.length - 1;
  for (let at = 1; at < last; ) {
    const [, verb, path = ""] = header.exec(lines[at] ?? "") ?? [];
    if (verb === undefined) return wrong("expected *** Add, Delete or Update File:", at + 1);
    let end = at + 1;
    while (end < last && !header.test(lines[end] ?? "")) end++;
    const step = readStep(verb, path.trim(), lines.slice(at + 1, end), at + 2);
    if (!("kind" in step)) return step;
    steps.push(step);
    at = end;
  }
  return steps.length === 0 ? wrong("the patch changes nothing", 1) : { ok: true, steps };
}

type Wrong = Extract<ParsedPatch, { ok: false }>;

const wrong = (because: string, line: number): Wrong => ({ ok: false, because: `line ${line}: ${because}` });

function readStep(verb: string, path: string, body: readonly string[], line: number): PatchStep | Wrong {
  if (verb === "Delete") return body.length === 0 ? { kind: "delete", path } : wrong("a deletion has no lines", line);
  if (verb === "Add") {
    const bad = body.findIndex((one) => !one.startsWith("+"));
    if (bad >= 0) return wrong("a line of a new file begins with +", line + bad);
    return { kind: "add", path, lines: body.map((one) => one.slice(1)) };
  }
  const moveTo = /^\*\*\* Move to: (.+)$/.exec(body[0] ?? "")?.[1]?.trim();
  const rest = moveTo === undefined ? body : body.slice(1);
  const hunks = readHunks(rest, line + body.length - rest.length);
  if (!Array.isArray(hunks)) return hunks as Wrong;
  if (hunks.length === 0 && moveTo === undefined) return wrong("an update needs a change", line);
  return { kind: "update", path, hunks, ...(moveTo && { moveTo }) };
}

function readHunks(body: readonly string[], line: number): PatchHunk[] | Wrong {
  const hunks: PatchHunk[] = [];
  let open: { anchor?: string; old: string[]; new: string[]; atEnd: boolean } | undefined;
  for (const [index, text] of body.entries()) {
    const mark = text[0] ?? " ";
    const rest = text.slice(1);
    if (text.startsWith("@@")) {
      const anchor = text.slice(2).trim();
      open = { old: [], new: [], atEnd: false, ...(anchor && { anchor }) };
      hunks.push(open);
    } else if (text === "*** End of File") {
      if (open === undefined) return wrong("the end of what?", line + index);
      open.atEnd = true;
      open = undefined;
    } else if (mark === " " || mark === "-" || mark === "+") {
      if (open === undefined) {
        open = { old: [], new: [], atEnd: false };
        hunks.push(open);
      }
      if (mark !== "+") open.old.push(rest);
      if (mark !== "-") open.new.push(rest);
    } else return wrong("a line begins with a space, - or +", line + index);
  }
  return hunks;
}
