import { isMoltbotError, MoltbotError, parseDuration, plainText } from "@moltbot/core";

const time = /^(\d{4})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * A moment as people write it, in milliseconds since the epoch: `"1 week"` before `now`, or a date or time in ISO 8601 (UTC
 * unless it says otherwise). `name` is what errors call it (SPEC R9.1).
 * @throws MoltbotError `invalid`
 */
export function readMoment(name: string, text: string, now: number): number {
  const [full, year = "", month = "", day = "", zone] = time.exec(text.trim()) ?? [];
  try {
    if (full === undefined) return now - parseDuration(text);
  } catch (error) {
    if (!isMoltbotError(error)) throw error;
    throw unreadable(name, text, "is neither a duration nor a time");
  }
  const at = Date.parse(full.includes("T") && zone === undefined ? `${full}Z` : full);
  // Date.parse takes the 31st of February for the 2nd of March.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number.isNaN(at) || Number(day) > days) throw unreadable(name, text, "is no time of the calendar");
  return at;
}

function unreadable(name: string, text: string, why: string): MoltbotError {
  return new MoltbotError("invalid", `${name} "${plainText(text, 40)}" ${why}`, {
    hint: 'Write "30 min", "1 week", 2026-01-31 or 2026-01-31T10:00:00Z.',
  });
}
