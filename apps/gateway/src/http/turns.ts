import type { BrowserSession, BrowserStep } from "@moltbot/device-pairing";

const minute = 60_000;
/** How long a cookie is used before it is replaced, milliseconds. */
export const turnMs = 15 * minute;
/** How long the cookie before the newest is still good: requests that were under way when it was replaced carry it. */
export const graceMs = minute;
const seenMs = minute;

/** What a cookie means that was made at the `turn`-th replacement. */
export type TurnVerdict =
  | {
      readonly status: "good";
      /** What to write down first, if anything. */
      readonly step?: BrowserStep;
      /** Whether the browser has to be given the newest cookie. */
      readonly give: boolean;
    }
  /** An old cookie, though its browser has a newer one: two have it, and one of them is not the browser. */
  | { readonly status: "copied" };

/**
 * Decides about a cookie that is ours by its signature. The one before the newest stays good until the newest was shown
 * once, since an answer can get lost on its way.
 */
export function judgeTurn(browser: BrowserSession, turn: number, now: number): TurnVerdict {
  const age = now - browser.turnedAt;
  if (turn === browser.turn) {
    if (age >= turnMs) {
      return { status: "good", give: true, step: { turn: turn + 1, turnedAt: now, taken: false, seenAt: now } };
    }
    const noted = browser.taken && now - browser.seenAt < seenMs;
    const { turnedAt } = browser;
    return { status: "good", give: false, ...(noted ? {} : { step: { turn, turnedAt, taken: true, seenAt: now } }) };
  }
  const isBefore = turn === browser.turn - 1;
  if (isBefore && (!browser.taken || age < graceMs)) return { status: "good", give: true };
  return { status: "copied" };
}
