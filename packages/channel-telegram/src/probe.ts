import type { ChannelHealth } from "@moltbot/channel";
import { isMoltbotError, messageOf } from "@moltbot/core";
import type { Client } from "./client.ts";
import { type Account, scrub } from "./errors.ts";
import { fields, text, wholeNumber } from "./read.ts";

/** An error in words for people. */
export function healthOf(error: unknown, account: Account): ChannelHealth {
  const hint = isMoltbotError(error) && error.hint !== undefined ? ` ${error.hint}` : "";
  const status = isMoltbotError(error) && error.code === "denied" ? "down" : "degraded";
  return { status, detail: `${scrub(messageOf(error), account)}${hint}` };
}

/** What Telegram says about the webhook. @throws MoltbotError as calls do */
export async function webhookHealth(client: Client, account: Account): Promise<ChannelHealth> {
  const info = fields(await client.call("getWebhookInfo", (api, signal) => api.getWebhookInfo(signal)));
  if (text(info?.["url"]) === undefined) {
    return {
      status: "degraded",
      detail: "Telegram knows no webhook for this bot. Set channels.telegram.webhook.url, or register it by hand.",
    };
  }
  const trouble = text(info?.["last_error_message"]);
  const waiting = wholeNumber(info?.["pending_update_count"]) ?? 0;
  if (trouble === undefined || waiting === 0) return { status: "ok" };
  return {
    status: "degraded",
    detail: `Telegram cannot deliver ${waiting} updates to the webhook: ${scrub(trouble, account)}`,
  };
}
