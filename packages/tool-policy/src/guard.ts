import { invalid, type Place } from "./errors.ts";
import { whyNoName } from "./names.ts";
import type { CompiledToolPolicy, ToolDecision } from "./types.ts";

/** What came of a call: the tool ran and this is its result, the policy said no, or there is no such tool. */
export type ToolCall<R> =
  | { readonly outcome: "ran"; readonly tool: string; readonly result: R; readonly decision: ToolDecision }
  | { readonly outcome: "refused"; readonly decision: ToolDecision }
  | { readonly outcome: "unknown"; readonly because: string };

/** Tools behind a policy: the only way to them is `call`, and `call` asks first (SPEC R6.5). */
export interface GuardedTools<A extends readonly unknown[], R> {
  /** Runs the tool that a name means, if the policy allows it now. Throws only what the tool throws. */
  call(name: string, ...args: A): ToolCall<R>;
  /** Adds a tool later; it is under the same policy. Throws like `guardTools`. */
  add(name: string, run: (...args: A) => R): void;
  /** Names of the tools that may be called now, as registered. */
  list(): string[];
}

const place: Place = { layer: "registry", plain: true };

/**
 * Puts tools behind a policy, or behind a function that returns the policy of the moment. A denied name is answered
 * `refused` whether or not such a tool exists.
 *
 * Throws a {@link ToolPolicyError} for names that are no names, and for two that mean the same tool after case, blanks
 * and aliases: a tool from outside must not pass for a built-in one.
 */
export function guardTools<A extends readonly unknown[], R>(
  policy: CompiledToolPolicy | (() => CompiledToolPolicy),
  tools: Readonly<Record<string, (...args: A) => R>> | Iterable<readonly [string, (...args: A) => R]>,
): GuardedTools<A, R> {
  const current = typeof policy === "function" ? policy : () => policy;
  const registered: (readonly [string, (...args: A) => R])[] = [];
  let index = new Map<string, Found<A, R>>();
  let indexedFor: CompiledToolPolicy | undefined;
  const indexFor = (now: CompiledToolPolicy): Map<string, Found<A, R>> => {
    // Aliases can change with the policy, and make two names one.
    if (indexedFor !== now) index = indexTools(now, registered);
    indexedFor = now;
    return index;
  };
  const add = (name: string, run: (...args: A) => R): void => {
    const now = current();
    const tool = now.canonical(name);
    if (tool === undefined) throw invalid(place, String(name), "is not a tool's name", whyNoName(name));
    if (indexFor(now).has(tool)) {
      const [rival = ""] = registered.find(([other]) => now.canonical(other) === tool) ?? [];
      throw invalid(place, name, `means the same tool as "${rival}"`, "Register it under another name.");
    }
    registered.push([name, run]);
    index.set(tool, { name, run });
  };

  for (const [name, run] of Symbol.iterator in tools ? tools : Object.entries(tools)) add(name, run);
  return {
    add,
    list: () => current().filter(registered.map(([name]) => name)),
    call(name, ...args) {
      const now = current();
      const decision = now.decide(name);
      if (!decision.allowed) return { outcome: "refused", decision };
      const found = indexFor(now).get(now.canonical(name) ?? "");
      if (found === undefined) return { outcome: "unknown", because: "There is no such tool." };
      if (found === "several") return { outcome: "unknown", because: "Several tools answer to this name." };
      return { outcome: "ran", tool: found.name, decision, result: found.run(...args) };
    },
  };
}

type Found<A extends readonly unknown[], R> = { readonly name: string; run(...args: A): R } | "several";

function indexTools<A extends readonly unknown[], R>(
  policy: CompiledToolPolicy,
  tools: readonly (readonly [string, (...args: A) => R])[],
): Map<string, Found<A, R>> {
  const index = new Map<string, Found<A, R>>();
  for (const [name, run] of tools) {
    const key = policy.canonical(name) ?? "";
    index.set(key, index.has(key) ? "several" : { name, run });
  }
  return index;
}
