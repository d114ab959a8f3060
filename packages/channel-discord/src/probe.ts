import type { ChannelHealth } from "@moltbot/channel";
import { isMoltbotError, messageOf } from "@moltbot/core";
import { type Account, scrub } from "./errors.ts";

/** An error in words for people. */
export function healthOf(error: unknown, account: Account): ChannelHealth {
  const hint = isMoltbotError(error) && error.hint !== undefined ? ` ${error.hint}` : "";
  const status = isMoltbotError(error) && error.code === "denied" ? "down" : "degraded";
  return { status, detail: `${scrub(messageOf(error), account)}${hint}` };
}
