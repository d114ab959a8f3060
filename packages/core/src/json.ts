/** Plain data that survives JSON unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * JSON with sorted keys and no spaces (the shape of RFC 8785 for the values we store), so that equal data always hashes
 * alike. Keys whose value is `undefined` are left out.
 * @throws TypeError on numbers that JSON cannot hold
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("JSON cannot hold this number");
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const pairs: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) pairs.push(`${JSON.stringify(key)}:${canonicalJson(item)}`);
  }
  return `{${pairs.join(",")}}`;
}
