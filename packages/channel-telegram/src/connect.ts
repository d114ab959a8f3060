import { isMoltbotError, MoltbotError } from "@moltbot/core";
import type { Client } from "./client.ts";
import { type Account, refusedToken, tokenHint } from "./errors.ts";
import type { TelegramOptions } from "./options.ts";
import type { Me } from "./people.ts";
import { fields, text, wholeNumber } from "./read.ts";
import { allowedUpdates } from "./translate.ts";
import { isWebhookSecret } from "./webhook.ts";

// Anything else could change the path of the request. Servers of your own may use tokens of another form than Telegram's.
const tokenForm = /^[A-Za-z0-9:_-]+$/;

/**
 * Refuses settings that cannot work before anything is sent.
 * @throws MoltbotError `denied` for what is no token, `invalid` for the rest
 */
export function checkOptions(options: TelegramOptions, account: Account): void {
  if (options.token === "") {
    throw new MoltbotError("denied", `Account "${account.name}" has no Telegram token.`, { hint: tokenHint });
  }
  if (!tokenForm.test(options.token)) throw refusedToken(account);
  if (options.webhook !== undefined && !isWebhookSecret(options.webhook.secret)) {
    throw new MoltbotError("invalid", `The webhook secret of Telegram account "${account.name}" cannot be used.`, {
      hint: "Set channels.telegram.webhook.secret to 1 to 256 of A-Z a-z 0-9 _ -, best 32 random ones.",
    });
  }
}

/** Asks who the bot is. @throws MoltbotError `denied` or `unavailable` */
export async function whoAmI(client: Client): Promise<Me> {
  const me = fields(await client.call("getMe", (api, signal) => api.getMe(signal)));
  const id = wholeNumber(me?.["id"]);
  const username = text(me?.["username"]);
  if (id !== undefined && username !== undefined) return { id, username };
  throw new MoltbotError("unavailable", "The server at channels.telegram.apiRoot does not answer as Telegram does.");
}

/** Makes Telegram deliver the way this adapter receives: to the webhook, or on request. */
export async function chooseDelivery(client: Client, webhook: TelegramOptions["webhook"]): Promise<void> {
  if (webhook === undefined) {
    const url = await webhookUrl(client);
    // Messages that wait for the webhook stay, and come by polling.
    if (url) await client.call("deleteWebhook", (api, signal) => api.deleteWebhook({}, signal));
    return;
  }
  const { url, secret, maxConnections = 40 } = webhook;
  if (url === undefined) return;
  const settings = { secret_token: secret, max_connections: maxConnections, allowed_updates: allowedUpdates };
  await client.call("setWebhook", (api, signal) => api.setWebhook(url, settings, signal));
}

/** The webhook that is set. Servers that know of no webhooks refuse the question: then there is none. */
async function webhookUrl(client: Client): Promise<string | undefined> {
  try {
    return (await client.call("getWebhookInfo", (api, signal) => api.getWebhookInfo(signal))).url;
  } catch (error) {
    if (isMoltbotError(error) && error.data?.["status"] === 404) return undefined;
    throw error;
  }
}
