import { type Aliases, aliasTable } from "./aliases.ts";
import { findDeadRules } from "./dead-rules.ts";
import { groupTable } from "./groups.ts";
import { type Facts, judgeLayer } from "./judge.ts";
import { type Matcher, matcher } from "./matcher.ts";
import { readName, whyNoName } from "./names.ts";
import { memory } from "./remember.ts";
import { defaultRequires, requiresTable } from "./requires.ts";
import { unrestricted } from "./say.ts";
import { readStack, type Stack } from "./stack.ts";
import type { Reading } from "./states.ts";
import type { CompiledToolPolicy, Layer, LayerTrace, ToolDecision, ToolPolicyOptions } from "./types.ts";

/**
 * Compiles layers once, for any number of decisions (SPEC R6.1–R6.3). A tool is allowed when every layer lets it pass.
 * The layers are copied: later changes to them have no effect.
 *
 * Throws a {@link ToolPolicyError} with code `invalid` for what cannot be read: a malformed pattern, `!` or an unknown
 * group in a deny list, `allow` beside `allowed` or `alsoAllow`. What names nothing in an allow list stays and matches
 * nothing, see `problems`.
 */
export function compileToolPolicy(layers: readonly Layer[], o: ToolPolicyOptions = {}): CompiledToolPolicy {
  const aliases = aliasTable(o.aliases);
  const needs = requiresTable({ ...defaultRequires, ...o.requires }, aliases);
  const stack = readStack(layers, groupTable(o.groups));
  const match = matcher<ToolDecision>(stack.entries, aliases, needs.keys());
  const facts: Facts = {
    entries: stack.entries,
    entriesFor: match.entriesFor,
    needs: (tool) => needs.get(tool) ?? nothing,
  };
  const canonical = (tool: string): string | undefined => {
    const name = readName(tool);
    return name === undefined ? undefined : aliases.target(name);
  };
  const decide = decider(stack, facts, match, aliases);
  return Object.freeze<CompiledToolPolicy>({
    decide,
    canonical,
    filter: (tools) => tools.filter((tool) => decide(tool).allowed),
    explain(tool) {
      const name = canonical(tool);
      if (name === undefined) return [{ layer: "name", verdict: "deny", because: whyNoName(tool) }];
      return traces(stack, facts, name, match.entriesFor(name));
    },
    deadRules(knownTools) {
      const names = knownTools.map(canonical).filter((name) => name !== undefined);
      return findDeadRules(stack, names.map(match.entriesFor));
    },
    problems: Object.freeze([...stack.problems]),
  });
}

const nothing: readonly string[] = [];

function decider(
  stack: Stack,
  facts: Facts,
  match: Matcher<ToolDecision>,
  aliases: Aliases,
): CompiledToolPolicy["decide"] {
  const remembered = memory<ToolDecision>(match.special);
  const judge = (tool: string, matching: readonly number[]) => summarise(traces(stack, facts, tool, matching));
  const judgeSpecial = (called: string, name: string): ToolDecision => {
    const tool = aliases.target(name);
    const decision = judge(tool, match.entriesFor(tool));
    remembered.set(called, decision);
    return decision;
  };
  const judgeOrdinary = (called: string, reading: Reading<ToolDecision>): ToolDecision => {
    // Names that the same patterns match share one answer. There is no end of such names: those that come again are kept.
    reading.memo ??= judge("", reading.entries);
    remembered.offer(called, reading.memo);
    return reading.memo;
  };
  return (called) => {
    const known = remembered.get(called);
    if (known) return known;
    if (known === null) return judgeSpecial(called, called);
    const simple = typeof called === "string" ? match.readSimple(called) : undefined;
    if (simple !== undefined) return judgeOrdinary(called, simple);
    const name = readName(called);
    if (name === undefined) return Object.freeze({ allowed: false, because: whyNoName(called) });
    if (match.special.has(name)) return judgeSpecial(called, name);
    return judgeOrdinary(called, match.read(name));
  };
}

function traces(stack: Stack, facts: Facts, name: string, matching: readonly number[]): LayerTrace[] {
  const needs = facts.needs(name);
  return stack.layers.map((layer) => judgeLayer(layer, matching, needs, facts));
}

function summarise(all: readonly LayerTrace[]): ToolDecision {
  const denial = all.find(({ verdict }) => verdict === "deny");
  const reason = denial ?? all.findLast(({ rule }) => rule !== undefined);
  if (reason === undefined) return Object.freeze({ allowed: true, because: unrestricted });
  const { layer, rule, because } = reason;
  return Object.freeze({ allowed: denial === undefined, layer, ...(rule !== undefined && { rule }), because });
}
