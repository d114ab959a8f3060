import type { Entry } from "./entries.ts";
import { placeText, quote } from "./errors.ts";
import { listPlace, type StackLayer } from "./stack.ts";
import type { Layer } from "./types.ts";

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const placeOf = (layer: Layer, list: "allow" | "deny"): string => capital(placeText(listPlace(layer, list)));

/** A deny entry matched. */
export function denied(entry: Entry): string {
  return `${capital(placeText(entry.place))} denies it: ${quote(entry.text)}.`;
}

/** An entry `!p` of an allow list matched. */
export function excepted(entry: Entry): string {
  return `${capital(placeText(entry.place))} leaves it out: ${quote(entry.text)}.`;
}

/** An allow entry matched. */
export function allowed(entry: Entry): string {
  return `${capital(placeText(entry.place))} allows it: ${quote(entry.text)}.`;
}

/** The layer has an allow list, and nothing in it matched. */
export function notListed(one: StackLayer): string {
  if (one.layer.because !== undefined) return one.layer.because;
  const isEmpty = one.allow.from === one.allow.to && one.except.from === one.except.to;
  return `${placeOf(one.layer, "allow")} ${isEmpty ? "allows nothing" : "does not list it"}.`;
}

/** The layer's allow list has exceptions only, and none matched. */
export function notExcepted(layer: Layer): string {
  return `${placeOf(layer, "allow")} does not leave it out.`;
}

/** The layer only denies, and something else. */
export function notDenied(layer: Layer): string {
  return `${placeOf(layer, "deny")} does not deny it.`;
}

/** The layer says nothing about any tool. */
export function noRule(layer: Layer): string {
  return `Layer "${layer.name}" has no rule.`;
}

/** Nothing on the way allows or denies. */
export const unrestricted = "No layer restricts it.";

/** The answer hangs on other tools. */
export function forNeeds(needs: readonly string[], because: string): string {
  return `It needs ${needs.map((need) => `"${need}"`).join(" and ")}. ${because}`;
}
