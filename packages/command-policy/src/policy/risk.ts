import { baseName } from "../hazards/kinds.ts";
import type { Rule } from "./entry.ts";

const runsScripts = new Set("npm pnpm yarn bun deno make gmake cargo go composer gradle mvn rake just task".split(" "));

/** What an operator should know about an entry that can be read; undefined where there is nothing to say. */
export function riskOf(rule: Rule): { readonly status: "risky" | "dead"; readonly reason: string } | undefined {
  const { kind, open, words } = rule;
  const [first = "", second] = words;
  const name = baseName(first);
  // `cd` has no program, but is understood.
  const hopeless = name === "cd" ? undefined : (kind.never ?? (open ? kind.notOpen : undefined));
  if (hopeless !== undefined) return { status: "dead", reason: `${name} ${hopeless}.` };
  if (words.slice(1).some((word) => word.includes("*"))) {
    return { status: "risky", reason: "Only a last * stands for arguments; the other one is compared as it is." };
  }
  if (open && runsScripts.has(name) && second === undefined) {
    return { status: "risky", reason: `It runs whatever the workspace's own files tell ${name} to run.` };
  }
  return undefined;
}
