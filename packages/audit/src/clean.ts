import type { Json, JsonObject } from "@moltbot/core";

const secretName = /token|secret|passw|authorization|cookie|api[-_]?key|private[-_]?key|salt/i;
const longestText = 2000;
const mostItems = 100;
const deepest = 6;

/** Text that every store keeps unchanged: no NUL (Postgres has none), no lone surrogates, at most `max` UTF-16 units. */
export function cleanText(text: string, max = longestText): string {
  const cut = text.length <= max ? text : `${text.slice(0, max - 1)}…`;
  if (cut.isWellFormed() && !cut.includes("\u0000")) return cut;
  return cut.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\ufffd");
}

/**
 * An object safe to keep for years: texts and objects under names such as `token` become `***`, long texts, lists and deep nesting
 * are cut, and numbers that JSON cannot hold become `null`.
 */
export function cleanObject(object: JsonObject): JsonObject {
  return cleanEntries(object, 0);
}

function cleanEntries(object: JsonObject, depth: number): JsonObject {
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(object).slice(0, mostItems)) {
    // Only here can an optional field of the caller be undefined; JSON has no such value.
    if (value === undefined) continue;
    const plain = value === null || typeof value === "number" || typeof value === "boolean";
    entries.push([cleanText(name, 64), secretName.test(name) && !plain ? "***" : cleanValue(value, depth + 1)]);
  }
  // Not by assignment, which would take a field named __proto__ for something else.
  return Object.fromEntries(entries);
}

function cleanValue(value: Json, depth: number): Json {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value === null || typeof value === "boolean") return value;
  if (depth >= deepest) return "…";
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item: Json) => cleanValue(item, depth + 1));
  return cleanEntries(value as JsonObject, depth);
}
