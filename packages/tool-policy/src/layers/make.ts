import { invalid, type Place } from "../errors.ts";
import { readPolicy } from "../read-policy.ts";
import type { Layer, ToolPolicy } from "../types.ts";
import type { Scope } from "./scope.ts";

/** The own lists of a block, as a layer. `alsoAllow` stays out: it belongs to the profile. */
export function listsLayer(name: string, scope: Scope): Layer {
  return { name, policy: listsOf(scope, name), source: scope.path };
}

/** `allow` and `deny` of a block; undefined when it has neither. */
export function listsOf(scope: Scope, layer: string): ToolPolicy | undefined {
  if (scope.block === undefined) return undefined;
  const place: Place = { layer, source: scope.path };
  const { allow, deny } = readPolicy(scope.block, place);
  if (allow === undefined && deny === undefined) return undefined;
  return { ...(allow && { allow: texts(allow) }), ...(deny && { deny: texts(deny) }) };
}

/** Junk in lists is for the compiler to report. */
export function texts(list: readonly unknown[]): readonly string[] {
  return list as readonly string[];
}

/** The one key of a map that equals a text without regard to ASCII case. Throws when two do. */
export function keyInAnyCase(map: Scope, wanted: string, layer: string): string | undefined {
  const fold = (text: string) => text.trim().toLowerCase();
  const [found, second] = Object.keys(Object(map.block)).filter((key) => fold(key) === fold(wanted));
  if (second === undefined) return found;
  throw invalid({ layer, source: map.path }, second, "is there twice, in other letters", "Keep one of them.");
}
