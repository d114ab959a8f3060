/** A JSON object from outside: every field may be anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** `value` as an object, if it is one. */
export function fields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** `value` as text, if it is some. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** `value` as a whole number that no rounding has touched. */
export function wholeNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

/** The objects in `value`, if it is an array. */
export function objects(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields).filter((each) => each !== undefined) : [];
}

/** `value` as one of Discord's ids, which are 64-bit numbers in decimal text. */
export function snowflake(value: unknown): string | undefined {
  return typeof value === "string" && /^[1-9]\d{0,19}$/.test(value) ? value : undefined;
}

/** Whether the id `a` was made after the id `b`: ids grow with time. */
export function isNewer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}

/** The id just before `id`. */
export function idBefore(id: string): string {
  return String(BigInt(id) - 1n);
}

/** An ISO 8601 time as milliseconds since the epoch. */
export function isoTime(value: unknown): number | undefined {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
