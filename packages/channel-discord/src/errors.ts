import { MoltbotError, messageOf, plainText } from "@moltbot/core";
import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";

/** What is known about the bot when a call fails. */
export interface Account {
  readonly name: string;
  readonly token: string;
  /** Host of the REST server. */
  readonly server: string;
}

/** Where a token comes from. */
export const tokenHint =
  "Open https://discord.com/developers/applications, your application, Bot, Reset Token, and set channels.discord.token.";

const intentHint =
  "Open https://discord.com/developers/applications, your application, Bot, Privileged Gateway Intents, and switch on Message Content Intent. The bot needs it to read what is said in servers.";

/** `text` on one line, without the token. */
export function scrub(text: string, account: Account): string {
  const clean = account.token === "" ? text : text.replaceAll(account.token, "***");
  // Discord's addresses for answers to interactions hold a secret too.
  return plainText(clean.replace(/\/(interactions|webhooks)\/\S+/g, "/$1/***"), 300);
}

/** The refusal of a token. */
export function refusedToken(account: Account): MoltbotError {
  return new MoltbotError("denied", `Discord refused the token of account "${account.name}".`, { hint: tokenHint });
}

/** Why the gateway closed the connection for good, by its close code. */
export function closedForGood(code: number, account: Account): MoltbotError {
  if (code === 4004) return refusedToken(account);
  if (code === 4014) {
    return new MoltbotError("denied", `Discord does not let account "${account.name}" read the text of messages.`, {
      hint: intentHint,
      data: { closeCode: code },
    });
  }
  return new MoltbotError("denied", `Discord closed the connection of account "${account.name}" for good (${code}).`, {
    hint: "See https://discord.com/developers/docs/topics/opcodes-and-status-codes for the close code.",
    data: { closeCode: code },
  });
}

/** What a person can do about a refusal, by Discord's error code. */
const hints: ReadonlyMap<number | string, string> = new Map([
  [
    50007,
    "The person takes no direct messages from this bot: they share no server with it, closed their direct messages, or blocked it.",
  ],
  [50278, "The person shares no server with this bot, so it cannot write to them."],
  [50001, "The bot cannot see that channel: give it the permission View Channel there."],
  [50013, "The bot may not write there: give it Send Messages (and Send Messages in Threads) in that channel."],
  [10003, "The channel was deleted, or the bot was removed from it."],
  [10008, "The message was deleted."],
  [50083, "The thread is archived: somebody has to open it again."],
  [160005, "The thread is locked."],
]);

function refused(error: DiscordAPIError, what: string, account: Account): MoltbotError {
  if (error.status === 401) return refusedToken(account);
  const said = scrub(error.rawError && "message" in error.rawError ? error.rawError.message : "", account);
  const data = { call: what, status: error.status, discordCode: error.code };
  const hint = hints.get(error.code);
  return new MoltbotError("denied", `Discord refused to ${what} (${error.code}: ${said}).`, {
    data,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Whatever a call threw, as a {@link MoltbotError} that holds no token: not in its message, cause or data. */
export function toMoltbotError(error: unknown, what: string, account: Account): MoltbotError {
  if (error instanceof MoltbotError) return error;
  if (error instanceof RateLimitError) {
    const retryAfterMs = Math.max(1, Math.ceil(error.retryAfter || error.timeToReset));
    return new MoltbotError("unavailable", `Discord asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds.`, {
      data: { call: what, retryAfterMs },
    });
  }
  if (error instanceof DiscordAPIError) return refused(error, what, account);
  if (error instanceof HTTPError) {
    return new MoltbotError("unavailable", `Discord failed to ${what} (${error.status}).`, { data: { call: what } });
  }
  // discord.js forgets a token that was refused once.
  if (messageOf(error).startsWith("Expected token to be set")) return refusedToken(account);
  // A fresh error: the original one holds addresses and bodies.
  const cause = new Error(scrub(messageOf(error), account));
  cause.stack = "";
  return new MoltbotError("unavailable", `Discord could not be reached at ${account.server}.`, {
    hint: "Check the network, or channels.discord.restApi if it is set. It is tried again.",
    data: { call: what },
    cause,
  });
}

/** Whatever discord.js rejected with while it connected, as a {@link MoltbotError}. */
export function openFailure(error: unknown, account: Account): MoltbotError {
  const said = messageOf(error);
  if (error instanceof Error && "code" in error && error.code === "TokenInvalid") return refusedToken(account);
  if (said.startsWith("Not enough sessions remaining")) {
    return new MoltbotError("unavailable", `Discord lets account "${account.name}" connect no more for now.`, {
      hint: "A bot may connect about 1,000 times a day. Something restarts it too often.",
      data: { said: scrub(said, account) },
    });
  }
  return toMoltbotError(error, "connect", account);
}
