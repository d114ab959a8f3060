import { type Entry, readEntry } from "./entries.ts";
import { invalid, type Place } from "./errors.ts";
import type { Groups } from "./groups.ts";
import { readPolicy, refuseOtherKeys } from "./read-policy.ts";
import type { Layer, ToolPolicyProblem } from "./types.ts";

/** Entries of a list, by their numbers in the stack: from `from`, up to but not with `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A layer whose entries have numbers. */
export interface StackLayer {
  readonly layer: Layer;
  readonly deny: Range;
  readonly except: Range;
  readonly allow: Range;
  /** Whether it has an allow list at all. */
  readonly restricts: boolean;
  /** Its allow list has only exceptions: everything else passes. */
  readonly onlyExceptions: boolean;
}

/** All layers and entries; entry numbers grow from layer to layer. */
export interface Stack {
  readonly layers: readonly StackLayer[];
  readonly entries: readonly Entry[];
  readonly problems: readonly ToolPolicyProblem[];
}

/** Where a list of a layer is written. */
export function listPlace(layer: Layer, list: "allow" | "deny"): Place {
  const source = layer.sources?.[list] ?? (layer.source === undefined ? undefined : `${layer.source}.${list}`);
  return { layer: layer.name, source };
}

/** Reads all layers. Throws for what cannot be read; see `readEntry`. */
export function readStack(layers: readonly Layer[], groups: Groups): Stack {
  const entries: Entry[] = [];
  const problems: ToolPolicyProblem[] = [];
  const read = layers.map((given): StackLayer => {
    const layer: Layer = { ...given };
    problems.push(...(layer.problems ?? []));
    const place: Place = { layer: layer.name, source: layer.source };
    if (layer.policy !== undefined) refuseOtherKeys(Object(layer.policy), place);
    const policy = layer.policy === undefined ? {} : readPolicy(layer.policy, place);
    if (policy.alsoAllow !== undefined) problems.push(aloneProblem(place));
    const take = (list: "allow" | "deny") =>
      (policy[list] ?? []).map((value) => readEntry(value, list, groups, listPlace(layer, list)));
    const add = (some: readonly Entry[]): Range => {
      const from = entries.length;
      for (const entry of some) entries.push(entry);
      return { from, to: entries.length };
    };
    const allow = take("allow");
    const exceptions = allow.filter(({ kind }) => kind === "except");
    return {
      layer,
      deny: add(take("deny")),
      except: add(exceptions),
      allow: add(allow.filter(({ kind }) => kind === "allow")),
      restricts: policy.allow !== undefined,
      onlyExceptions: allow.length > 0 && exceptions.length === allow.length,
    };
  });
  checkSize(entries);
  for (const { place, text, problem } of entries) {
    if (problem) problems.push({ ...problemPlace(place), entry: text, ...problem });
  }
  return { layers: read, entries, problems };
}

/** A place as a problem carries it. */
export function problemPlace(place: Place): Pick<ToolPolicyProblem, "layer" | "source"> {
  return { layer: place.layer, ...(place.source !== undefined && { source: place.source }) };
}

function aloneProblem(place: Place): ToolPolicyProblem {
  const because = "It adds to a profile, and this layer has none.";
  return { ...problemPlace(place), entry: "alsoAllow", because, instead: "Set a profile, or write allow." };
}

/** Most characters of all patterns of a stack, after braces and groups were written out. */
export const mostCharacters = 100_000;

function checkSize(entries: readonly Entry[]): void {
  let size = 0;
  for (const { atoms, place, text } of entries) {
    for (const atom of atoms) size += "name" in atom ? 1 : atom.steps.length;
    if (size <= mostCharacters) continue;
    throw invalid(
      place,
      text,
      `makes the policy larger than ${mostCharacters} characters`,
      "Use fewer, wider patterns.",
    );
  }
}
