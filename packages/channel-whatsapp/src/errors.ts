import { MoltbotError, messageOf } from "@moltbot/core";
import { masked } from "./baileys-log.ts";
import { explainEnding } from "./reasons.ts";

/** The code that Baileys put on an error: of HTTP, of a stanza, or of a connection's end. */
export function codeOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { output, data } = error as { output?: { statusCode?: unknown }; data?: unknown };
  if (typeof data === "number") return data;
  return typeof output?.statusCode === "number" ? output.statusCode : undefined;
}

/** The channel does not run, or was stopped. */
export function notRunning(): MoltbotError {
  return new MoltbotError("unavailable", "The WhatsApp channel is not running.");
}

/** No phone stands behind this account. */
export function notLinked(account: string): MoltbotError {
  return new MoltbotError("unavailable", `WhatsApp account "${account}" is not linked to a phone.`, {
    hint: "Run: moltbot channels login whatsapp",
  });
}

/** The end of a connection as an error. */
export function endingError(code: number | undefined): MoltbotError {
  const { next, detail, hint } = explainEnding(code);
  const refused = next === "logged-out" || next === "final";
  return new MoltbotError(refused ? "denied" : "unavailable", detail, {
    ...(hint === undefined ? {} : { hint }),
    ...(code === undefined ? {} : { data: { status: code } }),
  });
}

const refusals: ReadonlyMap<number, string> = new Map([
  [403, "The bot may not write there: it is not in the group, or only admins write."],
  [404, "There is no such chat."],
  [406, "WhatsApp does not accept such a message."],
  [463, "WhatsApp keeps this account from writing to new people for a while; who wrote first can be answered."],
  [479, "WhatsApp does not accept such a message."],
]);

/** What WhatsApp answered to a message, as an error. */
export function refusedMessage(code: number): MoltbotError {
  const data = { status: code };
  if (code >= 500) return new MoltbotError("unavailable", `WhatsApp failed to take the message (${code}).`, { data });
  const hint = refusals.get(code);
  return new MoltbotError("denied", `WhatsApp refused the message (${code}).`, {
    data,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Whatever sending threw, as a {@link MoltbotError} that holds no key. */
export function toMoltbotError(error: unknown): MoltbotError {
  if (error instanceof MoltbotError) return error;
  const code = codeOf(error);
  if (code !== undefined && code !== 408 && code !== 428 && code >= 400 && code < 500) return refusedMessage(code);
  const cause = new Error(masked(messageOf(error)));
  cause.stack = "";
  return new MoltbotError("unavailable", "WhatsApp could not be reached.", {
    hint: "Check the network. The message may have arrived all the same.",
    ...(code === undefined ? {} : { data: { status: code } }),
    cause,
  });
}
