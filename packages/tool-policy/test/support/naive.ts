import type { Layer } from "@moltbot/tool-policy";
import picomatch from "picomatch";

/** The same question, answered the slow and obvious way, with picomatch for the patterns. */
export interface World {
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly aliases: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly allowed: boolean;
  readonly layer?: string;
  readonly rule?: string;
}

const matchers = new Map<string, (name: string) => boolean>();
const answers = new Map<string, Map<string, boolean>>();

/** What picomatch says, without its shortcuts: those want a character after the dot of `*.*`. */
export function matches(pattern: string, name: string): boolean {
  const match = matchers.get(pattern) ?? picomatch(pattern, { bash: true, dot: true, fastpaths: false });
  matchers.set(pattern, match);
  const known = answers.get(pattern) ?? new Map<string, boolean>();
  answers.set(pattern, known);
  const answer = known.get(name) ?? match(name);
  known.set(name, answer);
  return answer;
}

export function naive(layers: readonly Layer[], called: string, world: World): Answer {
  const name = called.trim().toLowerCase();
  const tool = Object.hasOwn(world.aliases, name) ? (world.aliases[name] ?? name) : name;
  let last: Answer = { allowed: true };
  for (const { name: layer, policy } of layers) {
    const verdict = judge(policy, tool, world);
    if (!verdict.passes) return { allowed: false, layer, ...(verdict.rule && { rule: verdict.rule }) };
    if (verdict.rule) last = { allowed: true, layer, rule: verdict.rule };
  }
  return last;
}

interface Verdict {
  readonly passes: boolean;
  readonly rule?: string;
}

function judge(policy: Layer["policy"], tool: string, world: World): Verdict {
  const denied = policy?.deny?.find((entry) => names(entry, tool, world));
  if (denied !== undefined) return { passes: false, rule: denied };
  const except = policy?.allow?.find((entry) => entry.startsWith("!") && names(entry.slice(1), tool, world));
  if (except !== undefined) return { passes: false, rule: except };
  if (tool === "apply_patch") {
    const write = judge(policy, "write", world);
    return write.passes ? judge(policy, "edit", world) : write;
  }
  if (policy?.allow === undefined) return { passes: true };
  const allowed = policy.allow.find((entry) => !entry.startsWith("!") && names(entry, tool, world));
  if (allowed !== undefined) return { passes: true, rule: allowed };
  return { passes: policy.allow.length > 0 && policy.allow.every((entry) => entry.startsWith("!")) };
}

/** Whether an entry names a tool, by any of the tool's names. */
function names(entry: string, tool: string, world: World): boolean {
  const text = entry.trim().toLowerCase();
  if (text.startsWith("group:")) {
    const list = world.groups[text.slice("group:".length)] ?? [];
    return list.some((one) => names(one, tool, world));
  }
  const others = Object.keys(world.aliases).filter((alias) => world.aliases[alias] === tool);
  return [tool, ...others].some((name) => matches(text, name));
}
