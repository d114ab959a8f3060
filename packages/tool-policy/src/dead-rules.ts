import type { Entry } from "./entries.ts";
import { problemPlace, type Stack } from "./stack.ts";
import type { ToolPolicyProblem } from "./types.ts";

/** Entries that no tool of `matches` (one list of entry numbers for each tool) is matched by. */
export function findDeadRules(stack: Stack, matches: readonly (readonly number[])[]): ToolPolicyProblem[] {
  const live = new Set(matches.flat());
  const found: ToolPolicyProblem[] = [];
  for (const { layer, deny, except, allow } of stack.layers) {
    for (const range of [deny, except, allow]) {
      for (let at = range.from; at < range.to; at += 1) {
        const entry = stack.entries[at];
        if (entry && !live.has(at) && !layer.builtIn?.includes(entry.text)) found.push(describe(entry));
      }
    }
  }
  return found;
}

function describe(entry: Entry): ToolPolicyProblem {
  const base = { ...problemPlace(entry.place), entry: entry.text };
  if (entry.problem && entry.atoms.length === 0) return { ...base, ...entry.problem };
  const [atom, second] = entry.atoms;
  const isOneName = atom !== undefined && second === undefined && "name" in atom;
  const because = isOneName ? "There is no such tool." : "It matches no tool.";
  const instead = "Correct it or remove it; a tool that is not installed now may match it later.";
  return { ...base, because, instead };
}
