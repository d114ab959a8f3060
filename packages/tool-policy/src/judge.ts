import type { Entry } from "./entries.ts";
import * as say from "./say.ts";
import { listPlace, type Range, type StackLayer } from "./stack.ts";
import type { LayerTrace } from "./types.ts";

/** Looks up what a layer needs to know about a tool. */
export interface Facts {
  /** Numbers of the entries that match a tool, ascending. */
  entriesFor(tool: string): readonly number[];
  /** Tools that must pass as well. */
  needs(tool: string): readonly string[];
  readonly entries: readonly Entry[];
}

/** What one layer says about a tool, given the entries that match it (SPEC R6.1). */
export function judgeLayer(
  one: StackLayer,
  matching: readonly number[],
  needs: readonly string[],
  facts: Facts,
): LayerTrace {
  const find = (range: Range) => facts.entries[matching.find((at) => at >= range.from && at < range.to) ?? -1];
  const trace = (verdict: LayerTrace["verdict"], because: string, entry?: Entry, list: "allow" | "deny" = "allow") => {
    const { source } = listPlace(one.layer, list);
    return {
      layer: one.layer.name,
      ...(source !== undefined && verdict !== "no rule" && { source }),
      verdict,
      ...(entry && { rule: entry.text }),
      because,
    };
  };
  const denied = find(one.deny);
  if (denied) return trace("deny", say.denied(denied), denied, "deny");
  const excepted = find(one.except);
  if (excepted) return trace("deny", say.excepted(excepted), excepted);
  if (needs.length > 0) return judgeNeeds(one, needs, facts);
  if (!one.restricts) {
    return one.deny.from === one.deny.to
      ? trace("no rule", say.noRule(one.layer))
      : trace("pass", say.notDenied(one.layer), undefined, "deny");
  }
  const allowed = find(one.allow);
  if (allowed) return trace("pass", say.allowed(allowed), allowed);
  return one.onlyExceptions ? trace("pass", say.notExcepted(one.layer)) : trace("deny", say.notListed(one));
}

/** A tool that needs others passes where they all pass; an entry that names only itself is not enough. */
function judgeNeeds(one: StackLayer, needs: readonly string[], facts: Facts): LayerTrace {
  let last: LayerTrace | undefined;
  for (const need of needs) {
    last = judgeLayer(one, facts.entriesFor(need), facts.needs(need), facts);
    if (last.verdict === "deny") break;
  }
  if (last === undefined) throw new Error("nothing is needed");
  return last.verdict === "no rule" ? last : { ...last, because: say.forNeeds(needs, last.because) };
}
