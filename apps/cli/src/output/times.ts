import { formatDuration } from "@moltbot/core";

/** A moment as people say it: `"3 min ago"`, `"in 2 h"`, `"now"`. Takes ISO 8601 text; anything else shows as `?`. */
export function relativeTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return "?";
  const distance = Math.abs(at - now);
  if (distance < 1000) return "now";
  // What is to come keeps its round number while the first seconds pass: 10 min, not 9.
  const shown = at > now ? Math.round(distance / rounding(distance)) * rounding(distance) : distance;
  const [amount = "0", unit = "s"] = formatDuration(shown).split(" ");
  return at > now ? `in ${amount} ${unit}` : `${amount} ${unit} ago`;
}

function rounding(distance: number): number {
  return distance < 60_000 ? 1000 : 60_000;
}
