import { formatDuration } from "@moltbot/core";

/** A moment as people say it: `"3 min ago"`, `"in 2 h"`, `"now"`. Takes ISO 8601 text; anything else shows as `?`. */
export function relativeTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return "?";
  const distance = Math.abs(at - now);
  if (distance < 1000) return "now";
  const [amount = "0", unit = "s"] = formatDuration(distance).split(" ");
  return at > now ? `in ${amount} ${unit}` : `${amount} ${unit} ago`;
}
