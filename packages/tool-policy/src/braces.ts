/** Most texts that the braces of one pattern may stand for. */
export const mostAlternatives = 64;
/** How deep braces may stand in braces. */
export const deepestBraces = 2;

/** The texts that a pattern with braces stands for, or what is wrong with it and what to write. */
export type Expansion =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly because: string; readonly instead: string };

const split = "Write { }, one pair in another at most, e.g. system.{run,notify}.";

/** `a{b,c{d,e}}` → `ab`, `acd`, `ace`. */
export function expandBraces(pattern: string): Expansion {
  const problem = checkBraces(pattern);
  if (problem !== undefined) return { ok: false, because: problem, instead: split };
  const texts = expand(pattern);
  if (texts !== undefined) return { ok: true, texts };
  const because = `stands for more than ${mostAlternatives} patterns`;
  return { ok: false, because, instead: "Split it into several entries, or use a *." };
}

function checkBraces(pattern: string): string | undefined {
  /** Commas so far in each open pair. */
  const open: number[] = [];
  for (const char of pattern) {
    if (char === "{") open.push(0);
    else if (char === "," && open.length === 0) return "has a comma outside braces";
    else if (char === ",") open.push((open.pop() ?? 0) + 1);
    else if (char === "}") {
      const commas = open.pop();
      if (commas === undefined) return "closes a brace that it did not open";
      if (commas === 0) return "has braces around a single alternative";
    }
    if (open.length > deepestBraces) return `has braces more than ${deepestBraces} deep`;
  }
  if (open.length > 0) return "opens a brace that it does not close";
  return pattern.includes("{") && pattern.includes("..") ? "has a range in braces" : undefined;
}

/** Undefined: too many. The braces are known to be balanced. */
function expand(pattern: string): string[] | undefined {
  const start = pattern.indexOf("{");
  if (start < 0) return [pattern];
  const { parts, end } = alternatives(pattern, start);
  const head = pattern.slice(0, start);
  const tails = expand(pattern.slice(end + 1));
  const found: string[] = [];
  for (const part of parts) {
    const middles = expand(part);
    if (middles === undefined || tails === undefined) return undefined;
    for (const middle of middles) for (const tail of tails) found.push(head + middle + tail);
    if (found.length > mostAlternatives) return undefined;
  }
  return found;
}

function alternatives(pattern: string, start: number): { parts: string[]; end: number } {
  const parts: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let i = start; ; i += 1) {
    const char = pattern[i];
    if (char === "{") depth += 1;
    if (char === "}") depth -= 1;
    if (depth > 1 || (depth === 1 && char !== ",")) continue;
    parts.push(pattern.slice(from, i));
    from = i + 1;
    if (depth === 0) return { parts, end: i };
  }
}
