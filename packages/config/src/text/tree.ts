/** An object of parsed text. */
export type Tree = Record<string, unknown>;

/** Whether a parsed value is an object, not a list. */
export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value under an own key. */
export function child(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The object under an own key, if it is one. */
export function subtree(value: unknown, key: string): Tree | undefined {
  const found = child(value, key);
  return isTree(found) ? found : undefined;
}

/** The value at a path. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(child, value);
}

/** Keys that could reach a prototype; no setting has such a name. */
export const forbiddenKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** A copy, leaf by leaf; `leaf` may replace texts, forbidden keys are left out and reported with their path. */
export function copyTree(
  value: unknown,
  o: { leaf: (value: string, path: readonly string[]) => unknown; forbidden: (path: readonly string[]) => void },
  path: readonly string[] = [],
): unknown {
  if (typeof value === "string") return o.leaf(value, path);
  if (Array.isArray(value)) return value.map((item, at) => copyTree(item, o, [...path, String(at)]));
  if (!isTree(value)) return value;
  const copy: Tree = {};
  for (const [key, item] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) o.forbidden([...path, key]);
    else copy[key] = copyTree(item, o, [...path, key]);
  }
  return copy;
}
