import { randomUUID } from "node:crypto";
import { type InboundMessage, parseCommand } from "@moltbot/channel";
import { fold, type Line, nickOf } from "./line.ts";
import { isChannel } from "./options.ts";
import { personId } from "./people.ts";

/** What a message is read with. */
export interface Reading {
  readonly channel: string;
  readonly account: string;
  /** The bot's nickname at the moment. */
  readonly nick: string;
  readonly guests: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What follows `nick:` or `nick,` at the start of `text`; `undefined` when the text speaks to somebody else. */
export function addressed(text: string, nick: string): string | undefined {
  const rest = fold(text).startsWith(fold(nick)) ? text.slice(nick.length) : "";
  return /^[:,](\s|$)/.test(rest) ? rest.slice(1).trimStart() : undefined;
}

/** A `PRIVMSG` as a message; `undefined` for everything else, for CTCP, and for senders without an id. */
export function translate(line: Line, { channel, account, nick, guests, now }: Reading): InboundMessage | undefined {
  const [target = "", text = ""] = line.params;
  if (line.command !== "PRIVMSG" || text.startsWith("\u0001")) return undefined;
  const id = personId(line.source, line.tags.get("account"), guests);
  if (id === undefined) return undefined;
  const isGroup = isChannel(target);
  if (!isGroup && fold(target) !== fold(nick)) return undefined;
  const spoken = addressed(text, nick);
  // Clients keep what starts with a slash for themselves, so people on IRC call bots with `!`.
  const toBot = spoken ?? (isGroup ? undefined : text);
  const command = parseCommand(toBot?.replace(/^!(?=\w)/, "/") ?? text);
  const sent = Date.parse(line.tags.get("time") ?? "");
  return {
    id: line.tags.get("msgid") ?? randomUUID(),
    event: "message",
    conversation: { channel, account, kind: isGroup ? "group" : "dm", id: isGroup ? fold(target) : id },
    sender: { id, username: nickOf(line.source), isBot: line.tags.has("bot") },
    text: spoken ?? text,
    ...(command === undefined ? {} : { command }),
    at: Number.isNaN(sent) ? now : sent,
    mentionsBot: spoken !== undefined,
    repliesToBot: false,
    own: fold(nickOf(line.source)) === fold(nick),
    attachments: [],
  };
}
