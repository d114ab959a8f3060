import { MoltbotError, type Principal } from "@moltbot/core";

const replacement = "\ufffd";
const unstorable = /\u0000|\p{Surrogate}/gu;

/** Text that Postgres can hold: NUL and lone surrogates become U+FFFD, everything else stays. */
export function storable(text: string): string {
  return text.replace(unstorable, replacement);
}

/** JSON text that `jsonb` can hold, by the same rule. */
export function toJsonb(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  // JSON.stringify escapes NUL and lone surrogates, and no other surrogate.
  if (!text.includes("\\u0000") && !text.includes("\\ud")) return text;
  return text.replace(/\\(?:u0000|ud[0-9a-f]{3}|.)/g, (found) => (found.length > 2 ? replacement : found));
}

/**
 * Text that is compared whole, if it can be stored as it is. It is never mended: two must not become one.
 * @throws MoltbotError `invalid`
 */
export function exactly(text: string, what: string): string {
  if (text.search(unstorable) === -1) return text;
  throw new MoltbotError("invalid", `This ${what} cannot be stored`, { hint: "It holds NUL or half characters." });
}

/**
 * The principal, if it can be a key as it is. Ids are never mended: two people must not become one.
 * @throws MoltbotError `invalid`
 */
export function keyOf(principal: Principal): readonly [string, string, string] {
  const key = [principal.channel, principal.account, principal.id] as const;
  for (const part of key) {
    if (part.search(unstorable) !== -1) {
      throw new MoltbotError("invalid", "This identity cannot be stored", {
        hint: "The channel's ids hold NUL or half characters.",
      });
    }
  }
  return key;
}
