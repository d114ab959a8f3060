import { formatDuration, isMoltbotError, parseDuration } from "@moltbot/core";
import { z } from "zod";
import { createSecret, type Secret } from "../secret.ts";

// Throughout the schema zod's `error` text is the noun of what was expected; explain-issue.ts builds
// the sentence: `"allowlst" is not a DM policy`.

/** Text that is not empty. */
export function text(noun = "text") {
  return z.string({ error: noun }).min(1, { error: noun });
}

/** A list of texts. */
export function texts(noun = "a list of texts") {
  return z.array(text("text"), { error: noun });
}

/** Yes or no. */
export function flag() {
  return z.boolean({ error: "true or false" });
}

/** A whole number in a range, both ends included. */
export function whole(min: number, max: number) {
  return z.int({ error: "a whole number" }).min(min).max(max);
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T, noun: string) {
  return z.enum(values, { error: noun });
}

/** A URL of one of the given protocols. */
export function url(protocols: readonly string[] = ["https:", "http:"]) {
  const noun = `a URL that starts with ${protocols.map((name) => `${name}//`).join(" or ")}`;
  return text(noun).refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `is not ${noun}`,
  });
}

/** Text that never shows: it becomes a {@link Secret}. */
export function secret(noun = "text") {
  return text(noun).transform((value): Secret => createSecret(value));
}

/** Milliseconds as a number, or a duration in words such as `"30 days"`; always milliseconds afterwards. */
export function duration(o: { min: number; max: number }) {
  const noun = 'a duration: milliseconds, or text such as "30 days"';
  return z.union([z.number(), z.string()], { error: noun }).transform((value, context): number => {
    const refuse = (message: string): number => {
      context.issues.push({ code: "custom", message, input: value });
      return 0;
    };
    const ms = typeof value === "number" ? value : readDuration(value);
    if (ms === undefined || !Number.isSafeInteger(ms)) return refuse(`is not ${noun}`);
    if (ms < o.min) return refuse(`is too short: at least ${formatDuration(o.min)}`);
    if (ms > o.max) return refuse(`is too long: at most ${formatDuration(o.max)}`);
    return ms;
  });
}

function readDuration(value: string): number | undefined {
  try {
    return parseDuration(value);
  } catch (error) {
    if (isMoltbotError(error)) return undefined;
    throw error;
  }
}

/** Who gets through by direct message (SPEC R1.2). */
export function dmPolicy() {
  return oneOf(["pairing", "allowlist", "open", "disabled"], "a DM policy");
}

/** What a session may reach (SPEC R6.4). */
export function permissions() {
  return z.array(oneOf(["read", "write", "exec", "browse", "admin"], "a permission"), {
    error: "a list of permissions",
  });
}
