import { type Conversation, type InboundAction, type InboundMessage, parseCommand } from "@moltbot/channel";
import { readAttachments } from "./attachments.ts";
import { lineOf } from "./commands.ts";
import { mentionsBot, repliesToBot, withoutMention } from "./mentions.ts";
import { type Me, readClicker, readSender } from "./people.ts";
import { type Fields, fields, isoTime, objects, snowflake, text, wholeNumber } from "./read.ts";

/** What an event means here. */
export type Translated =
  | { readonly kind: "message"; readonly message: InboundMessage }
  | { readonly kind: "action"; readonly action: InboundAction }
  /** Well formed, and nothing that a bot has to hear of. */
  | { readonly kind: "ignored"; readonly what: string }
  | { readonly kind: "malformed" };

/** The facts that a translation rests on besides the event. */
export interface Setting {
  readonly me: Me;
  readonly conversation: Conversation;
  /** The role that Discord made for the bot in this guild. */
  readonly botRole?: string;
  /** For events that Discord gives no time: milliseconds since the epoch. */
  readonly now: number;
}

const malformed: Translated = { kind: "malformed" };

/** Messages that somebody wrote: plain ones, replies, and the answers of other bots to their commands. */
const written: ReadonlySet<unknown> = new Set([0, 19, 20, 23]);

/** Discord's number for a forward among the kinds of references. */
const forward = 1;

/** The message that `message` forwards: its own text is empty then. */
function forwarded(message: Fields): Fields | undefined {
  if (fields(message["message_reference"])?.["type"] !== forward) return undefined;
  return fields(objects(message["message_snapshots"])[0]?.["message"]) ?? {};
}

/** Puts a new or changed message into the channel's words. Never throws, whatever the event is. */
export function translateMessage(message: Fields, edited: boolean, s: Setting): Translated {
  const sender = readSender(message);
  const messageId = snowflake(message["id"]);
  const type = wholeNumber(message["type"]);
  if (sender === undefined || messageId === undefined || type === undefined) return malformed;
  if (!written.has(type)) return { kind: "ignored", what: "service message" };
  const editedAt = isoTime(message["edited_timestamp"]);
  // Discord also reports the previews that it adds to links by itself.
  if (edited && editedAt === undefined) return { kind: "ignored", what: "preview" };
  const at = edited ? editedAt : isoTime(message["timestamp"]);
  if (at === undefined) return malformed;
  const borrowed = forwarded(message);
  const content = text((borrowed ?? message)["content"]) ?? "";
  const attachments = readAttachments(borrowed ?? message);
  if (content === "" && attachments.length === 0) return { kind: "ignored", what: "empty message" };
  // Forwarded text is not the sender's own word: it must not command anything.
  const command = borrowed === undefined ? parseCommand(withoutMention(content, s.me)) : undefined;
  return {
    kind: "message",
    message: {
      id: edited ? `${messageId}:e${at}` : messageId,
      event: edited ? "edit" : "message",
      conversation: s.conversation,
      sender,
      text: content,
      ...(command === undefined ? {} : { command }),
      at,
      mentionsBot: borrowed === undefined && mentionsBot(message, content, s.me, s.botRole),
      repliesToBot: repliesToBot(message, s.me),
      ...(borrowed === undefined ? {} : { forwarded: true as const }),
      own: sender.id === s.me.id,
      attachments,
    },
  };
}

/** Discord's numbers for slash commands and for presses of buttons. */
export const interactionKinds = { command: 2, component: 3 } as const;

function translatePress(interaction: Fields, id: string, s: Setting): Translated {
  const by = readClicker(interaction);
  const payload = text(fields(interaction["data"])?.["custom_id"]);
  const messageId = snowflake(fields(interaction["message"])?.["id"]);
  if (by === undefined || payload === undefined) return malformed;
  return {
    kind: "action",
    action: {
      id: `i:${id}`,
      payload,
      by,
      conversation: s.conversation,
      ...(messageId === undefined ? {} : { messageId }),
      at: s.now,
    },
  };
}

function translateCommand(interaction: Fields, id: string, s: Setting): Translated {
  const sender = readClicker(interaction);
  if (sender === undefined) return malformed;
  const line = lineOf(fields(interaction["data"]));
  if (line === undefined) return { kind: "ignored", what: "unknown slash command" };
  const command = parseCommand(line);
  return {
    kind: "message",
    message: {
      id: `i:${id}`,
      event: "message",
      conversation: s.conversation,
      sender,
      text: line,
      ...(command === undefined ? {} : { command }),
      at: s.now,
      // Discord shows the command under the bot's name: it is meant for nobody else.
      mentionsBot: true,
      repliesToBot: false,
      own: false,
      attachments: [],
    },
  };
}

/** Puts a slash command or a press of a button into the channel's words. Never throws, whatever the event is. */
export function translateInteraction(interaction: Fields, s: Setting): Translated {
  const id = snowflake(interaction["id"]);
  if (id === undefined) return malformed;
  if (interaction["type"] === interactionKinds.component) return translatePress(interaction, id, s);
  if (interaction["type"] === interactionKinds.command) return translateCommand(interaction, id, s);
  return { kind: "ignored", what: "interaction of another kind" };
}
