import { MoltbotError, messageOf, plainText } from "@moltbot/core";
import { GrammyError, HttpError } from "grammy";

/** What is known about the bot when a call fails. */
export interface Account {
  readonly name: string;
  readonly token: string;
  /** What must never be shown, the longest first. */
  readonly secrets: readonly string[];
  /** Host of the Bot API server. */
  readonly server: string;
}

/** Where a token comes from. */
export const tokenHint = "Get a token from @BotFather and set channels.telegram.botToken.";

/** `text` on one line, without the token and the webhook's secret. */
export function scrub(text: string, account: Account): string {
  let clean = text;
  for (const secret of account.secrets) clean = clean.replaceAll(secret, "***");
  return plainText(clean, 300);
}

/** The refusal of a token. */
export function refusedToken(account: Account): MoltbotError {
  return new MoltbotError("denied", `Telegram refused the token of account "${account.name}".`, { hint: tokenHint });
}

function refused(error: GrammyError, method: string, account: Account): MoltbotError {
  const said = scrub(error.description, account);
  const moved = error.parameters.migrate_to_chat_id;
  const data = { method, status: error.error_code, ...(moved === undefined ? {} : { movedTo: moved }) };
  if (error.error_code === 401 || (error.error_code === 404 && method === "getMe")) return refusedToken(account);
  if (error.error_code === 409) {
    return new MoltbotError("conflict", "Another process receives the updates of this bot.", {
      hint: "Run one gateway per bot token, or use a webhook; a second one may stand by.",
      data,
    });
  }
  if (error.error_code === 429) {
    const retryAfterMs = (error.parameters.retry_after ?? 1) * 1000;
    return new MoltbotError("unavailable", `Telegram asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds.`, {
      data: { ...data, retryAfterMs },
    });
  }
  if (error.error_code >= 500) {
    return new MoltbotError("unavailable", `Telegram failed at ${method} (${error.error_code}: ${said}).`, { data });
  }
  return new MoltbotError("denied", `Telegram refused ${method} (${error.error_code}: ${said}).`, {
    data,
    ...(error.error_code === 403 || said.includes("chat not found")
      ? { hint: "The person has to open the bot and press Start first, or has blocked it." }
      : {}),
  });
}

/** Whatever a call threw, as a {@link MoltbotError} that holds no token: not in its message, cause or data. */
export function toMoltbotError(error: unknown, method: string, account: Account): MoltbotError {
  if (error instanceof MoltbotError) return error;
  if (error instanceof GrammyError) return refused(error, method, account);
  const inner = error instanceof HttpError ? error.error : error;
  // A fresh error: the original one, its stack and its fields all hold the address, and so the token.
  const cause = new Error(scrub(messageOf(inner), account));
  cause.stack = "";
  return new MoltbotError("unavailable", `Telegram could not be reached at ${account.server}.`, {
    hint: "Check the network, or channels.telegram.apiRoot if it is set. It is tried again.",
    data: { method },
    cause,
  });
}
