import { baseName, builtins, interpreters, namesScript, shells, withoutVersion, wrappers } from "../hazards/kinds.ts";
import { grammarOf } from "../hazards/programs.ts";
import type { Rule } from "./entry.ts";

const runsScripts = new Set("npm pnpm yarn bun deno make gmake cargo go composer gradle mvn rake just task".split(" "));

/** What an operator should know about an entry that can be read; undefined where there is nothing to say. */
export function riskOf(rule: Rule): { readonly status: "risky" | "dead"; readonly reason: string } | undefined {
  const [first = "", second] = rule.words;
  const name = baseName(first);
  const plain = withoutVersion(name);
  const is = (names: ReadonlySet<string>): boolean => names.has(name) || names.has(plain);
  if (builtins.has(name) && name !== "cd") {
    return { status: "dead", reason: `${name} is part of the shell, and commands run without a shell.` };
  }
  if (rule.open && (is(shells) || is(wrappers))) {
    return { status: "dead", reason: `${name} can run anything, so only an entry without * allows it.` };
  }
  if (rule.open && is(interpreters) && !namesScript(rule.words) && grammarOf(name) === undefined) {
    return { status: "dead", reason: `${name} runs any program; name the script: "${first} scripts/build.js *".` };
  }
  if (rule.words.slice(1).some((word) => word.includes("*"))) {
    return { status: "risky", reason: "Only a last * stands for arguments; the other one is compared as it is." };
  }
  if (rule.open && runsScripts.has(name) && second === undefined) {
    return { status: "risky", reason: `It runs whatever the workspace's own files tell ${name} to run.` };
  }
  return undefined;
}
