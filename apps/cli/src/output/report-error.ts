import { isMoltbotError, messageOf, plainText } from "@moltbot/core";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { harmless } from "./harmless.ts";
import { asCalledHere } from "./print.ts";
import { safeJson } from "./safe-json.ts";
import { paint } from "./style.ts";

/** How an error is told. */
export interface ReportOptions {
  readonly json: boolean;
  /** Adds the stack, for bug reports. */
  readonly debug: boolean;
}

/**
 * Tells what went wrong as `error: what` and `→ do this` on stderr (with `--json` as `{"error": {…}}`), and says how to exit.
 * An error may bring its own picture (config problems) in `data.picture`, which then stands in for the message.
 */
export function reportError(io: Io, thrown: unknown, o: ReportOptions): ExitCode {
  const known = isMoltbotError(thrown) ? thrown : undefined;
  const code = known?.code ?? "failed";
  const message = messageOf(thrown);
  const hint =
    known?.hint ?? (known ? undefined : "This is a fault in moltbot itself; --debug shows where it happened.");
  const { picture, ...data } = { picture: undefined, ...known?.data };
  if (o.json) {
    const more = Object.keys(data).length > 0 ? { data } : {};
    io.err.write(`${safeJson({ error: { code, message, ...(hint === undefined ? {} : { hint }), ...more } })}\n`);
  } else {
    const what = typeof picture === "string" ? { picture } : { message: `${message}${candidates(data)}` };
    io.err.write(errorText(io, what, hint));
  }
  if (o.debug && thrown instanceof Error) io.err.write(`${harmless(thrown.stack ?? "")}\n`);
  return code === "invalid" ? exitCodes.usage : exitCodes.failed;
}

/** The people that an ambiguous identity could mean (SPEC R0.2), a line each. */
function candidates(data: Readonly<Record<string, unknown>>): string {
  const users: readonly unknown[] = Array.isArray(data["users"]) ? data["users"] : [];
  return users.map((user) => `\n  ${plainText(user, 300)}`).join("");
}

/** `error: what` and `→ do this`. */
export function errorText(io: Io, what: { message: string } | { picture: string }, hint?: string): string {
  const head =
    "picture" in what
      ? harmless(what.picture.replace(/\n$/, ""))
      : `${paint(io.err, "red", "error:")} ${harmless(what.message).trimEnd()}`;
  return hint === undefined
    ? `${head}\n`
    : `${head}\n${paint(io.err, "cyan", "→")} ${harmless(asCalledHere(io, hint))}\n`;
}
