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

// Beyond this a Date is invalid; the unit is seconds.
const lastSecond = 8_640_000_000_000;

/** A Unix time in seconds as milliseconds. */
export function milliseconds(value: unknown): number | undefined {
  const seconds = wholeNumber(value);
  return seconds === undefined || seconds < 0 || seconds > lastSecond ? undefined : seconds * 1000;
}
