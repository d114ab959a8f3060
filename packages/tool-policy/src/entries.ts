import { invalid, type Place } from "./errors.ts";
import { type Groups, isGroupReference } from "./groups.ts";
import { trimBlanks } from "./names.ts";
import { type Atom, readPattern } from "./pattern.ts";
import type { ToolPolicyProblem } from "./types.ts";

/** One entry of a list, read. */
export interface Entry {
  /** As written, without surrounding blanks. */
  readonly text: string;
  /** `except`: an entry `!p` of an allow list. */
  readonly kind: "allow" | "except" | "deny";
  /** What it matches; empty for junk. */
  readonly atoms: readonly Atom[];
  readonly place: Place;
  readonly problem?: Pick<ToolPolicyProblem, "because" | "instead">;
}

/** How anything that stands in a list is shown. */
export function entryText(value: unknown): string {
  if (typeof value !== "string") return `<${value === null ? "null" : typeof value}>`;
  return trimBlanks(value) || "<blank>";
}

/**
 * Reads one entry. In an allow list, what names nothing matches nothing and carries a problem; where it would take
 * something away (`deny`, `!p`) it throws, so that nothing stays open by mistake.
 */
export function readEntry(value: unknown, list: "allow" | "deny", groups: Groups, place: Place): Entry {
  const text = entryText(value);
  const negated = text.startsWith("!");
  if (negated && list === "deny") {
    throw invalid(place, text, "takes away from a deny list", "Write what may be called into allow instead.");
  }
  const kind = negated ? "except" : list;
  const blank = typeof value !== "string" || trimBlanks(value) === "" || text === "!";
  const target = negated ? trimBlanks(text.slice(1)) : text;
  const read = blank ? junk : isGroupReference(target) ? readGroup(target, groups) : undefined;
  if (read === undefined) return { text, kind, place, atoms: readPattern(target, place) };
  if (read.problem !== undefined && kind !== "allow") {
    throw invalid(place, text, sentenceEnd(read.problem.because), read.problem.instead);
  }
  return { text, kind, place, ...read };
}

interface Lenient {
  readonly atoms: readonly Atom[];
  readonly problem?: { readonly because: string; readonly instead: string };
}

const junk: Lenient = {
  atoms: [],
  problem: { because: "It is not text that names tools.", instead: "Remove it, or write a tool or pattern." },
};

function readGroup(reference: string, groups: Groups): Lenient {
  const content = groups(reference);
  if (content === undefined) {
    return { atoms: [], problem: { because: "There is no such group.", instead: "Define it among the groups." } };
  }
  const [missing] = content.missing;
  if (missing === undefined) return { atoms: content.atoms };
  const because = `It contains ${missing}, which names nothing.`;
  return { atoms: content.atoms, problem: { because, instead: "Correct the group." } };
}

/** "There is no such group." → "cannot be used: there is no such group" */
function sentenceEnd(because: string): string {
  return `cannot be used: ${because.charAt(0).toLowerCase()}${because.slice(1, -1)}`;
}
