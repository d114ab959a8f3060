/** Plain data that survives JSON unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * JSON with sorted keys and no spaces (the shape of RFC 8785 for the values we store), so that equal data always hashes
 * alike. Keys whose value is `undefined` are left out; `undefined` in a list becomes `null`.
 * @throws TypeError on what JSON cannot hold: NaN, infinities, bigints, functions, symbols, and objects that are neither
 * plain nor lists (a Date or Map would otherwise hash like `{}`)
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("JSON cannot hold this number");
  if (typeof value === "function" || typeof value === "symbol")
    throw new TypeError(`JSON cannot hold a ${typeof value}`);
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(",")}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError("JSON holds plain objects only");
  let text = "";
  for (const key of Object.keys(value).sort()) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) text += `${text === "" ? "" : ","}${quoted(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

// What JSON writes as it is, which is most of what is hashed: found sooner than it is escaped.
const harmless = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return harmless.test(text) ? `"${text}"` : JSON.stringify(text);
}
