import { MoltbotError } from "./errors.ts";
import { plainText } from "./safe-text.ts";

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  ...plurals({ millisecond: 1, sec: 1000, second: 1000, min: 60_000, minute: 60_000, hour: 3_600_000 }),
  ...plurals({ day: 86_400_000, week: 604_800_000, month: 30 * 86_400_000, year: 365 * 86_400_000 }),
};

function plurals(words: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([word, size]) => [
      [word, size],
      [`${word}s`, size],
    ]),
  );
}

const longest = 100 * 31_536_000_000;

/**
 * Milliseconds of a written duration: `"30s"`, `"5 min"`, `"1 week"`, `"30 days"`, `"1h 30m"`. Strict on purpose:
 * a bare number, a sign, an unknown or repeated unit or trailing text is refused, since `"7"` could mean anything. A month is
 * 30 days, a year 365; the longest duration is 100 years.
 * @throws MoltbotError `invalid`
 */
export function parseDuration(text: string): number {
  const refuse = (): never => {
    throw new MoltbotError("invalid", `"${plainText(text, 40)}" is not a duration`, {
      hint: 'Write a number and a unit, e.g. "30s", "5 min", "1 week", "30 days".',
    });
  };
  if (text.length > 64) return refuse();
  const parts = [...text.trim().matchAll(/(\d{1,12}(?:\.\d{1,3})?)\s*([a-z]{1,11})\s*/gy)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text.trim()) return refuse();
  let total = 0;
  const seen = new Set<number>();
  for (const [, amount = "", unit = ""] of parts) {
    const size = Object.hasOwn(unitMs, unit) ? unitMs[unit] : undefined;
    if (size === undefined || seen.has(size)) return refuse();
    seen.add(size);
    total += Number(amount) * size;
  }
  return total > longest ? refuse() : Math.round(total);
}

/** A duration in words for people, in its two largest units, rounded down: `"2 h 5 min"`; `"0 s"` below a second. */
export function formatDuration(ms: number): string {
  const steps: readonly (readonly [string, number])[] = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
  ];
  let left = Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : 0;
  const words: string[] = [];
  for (const [name, size] of steps) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) words.push(`${count} ${name}`);
    if (words.length === 2) break;
  }
  return words.join(" ") || "0 s";
}
