import { MoltbotError } from "@moltbot/core";
import type { HttpContext } from "../route.ts";

function refuse(name: string, hint: string): never {
  throw new MoltbotError("invalid", `The query parameter "${name}" cannot be read`, { hint });
}

/**
 * `?limit=`, between 1 and `most`.
 * @throws MoltbotError `invalid`
 */
export function readLimit(c: HttpContext, usual: number, most = 1000): number {
  const text = c.req.query("limit");
  if (text === undefined) return usual;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= most ? limit : refuse("limit", `Write a number from 1 to ${most}.`);
}

/**
 * A time in ISO 8601, as milliseconds.
 * @throws MoltbotError `invalid`
 */
export function readTime(c: HttpContext, name: string): number | undefined {
  const text = c.req.query(name);
  return text === undefined ? undefined : timeOf(name, text);
}

/**
 * A time in ISO 8601, as milliseconds.
 * @throws MoltbotError `invalid`
 */
export function timeOf(name: string, text: string): number {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(at) ? at : refuse(name, "Write ISO 8601, e.g. 2026-01-31T12:00:00Z.");
}

/**
 * One of a few words.
 * @throws MoltbotError `invalid`
 */
export function readWord<Word extends string>(c: HttpContext, name: string, words: readonly Word[]): Word | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  return words.find((word) => word === text) ?? refuse(name, `Write one of ${words.join(", ")}.`);
}
