import {
  type ChannelAdapter,
  type Conversation,
  createLanes,
  createResends,
  type OutboundMessage,
  type SendPart,
  type SentMessage,
  splitText,
} from "@moltbot/channel";
import { type Clock, MoltbotError, sleep } from "@moltbot/core";
import { type AnyMessageContent, generateMessageIDV2, type WAMessage } from "@whiskeysockets/baileys";
import type { Connection } from "./connection.ts";
import { codeOf, refusedMessage, toMoltbotError } from "./errors.ts";
import { jidOf } from "./jids.ts";

/** What WhatsApp accepts, or what phones show without folding. */
export const limits = { text: 4096, actionPayload: 0, edit: true, actions: false, typing: true } as const;

/** How long WhatsApp lets a message be changed, in milliseconds. */
const editableMs = 15 * 60_000;

/** Sending and editing, in order per chat, and the sign that the bot is at work. */
export type Sender = Required<Pick<ChannelAdapter, "send" | "edit" | "typing">> & {
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
};

/** What sending works with. */
export interface SendParts {
  /** The open connection. @throws MoltbotError `unavailable` */
  readonly connection: () => Promise<Pick<Connection, "socket" | "closed">>;
  /** The connection, if it is open at this moment. */
  readonly openNow: () => Pick<Connection, "socket"> | undefined;
  readonly clock: () => Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxFloodWaitMs: number;
  /** The message that an id names, for quoting it. */
  readonly quotable: (id: string) => WAMessage | undefined;
}

function addressOf(to: Conversation): string {
  const jid = jidOf(to.id);
  if (jid !== undefined) return jid;
  throw new MoltbotError("invalid", "A WhatsApp conversation is a phone number, a LID or a group.", {
    hint: "Such as +84987654321, 1234567@lid, 1203…@g.us.",
  });
}

function textsOf(message: OutboundMessage): string[] {
  // Lone halves of a surrogate pair cannot be encoded.
  const texts = splitText(message.text.replace(/\p{Surrogate}/gu, "\ufffd"), limits.text);
  if (texts.length === 0) throw new MoltbotError("invalid", "A WhatsApp message needs text.");
  return texts;
}

/** Sent ids carry their time, because a message can be changed for a while only. */
function sentId(id: string, at: number): string {
  return `${id}@${at}`;
}

function readSentId(text: string): { id: string; at: number } {
  const [, id, at] = /^([\w.-]{1,128})@(\d{1,16})$/.exec(text) ?? [];
  if (id === undefined) throw new MoltbotError("invalid", "This is no id of a message that the bot sent.");
  return { id, at: Number(at) };
}

/** How one stanza is sent. */
interface Named {
  /** What comes twice under one id is shown once. */
  readonly id?: string;
  readonly quoted?: WAMessage | undefined;
}

// Baileys puts the account's own number into the digest; random bytes alone do as well.
const newMessageId = (): string => generateMessageIDV2();

/** Sends one stanza and waits for WhatsApp to take it; rate limits are sat out. */
function createPost(o: SendParts): (jid: string, content: AnyMessageContent, as: Named) => Promise<string> {
  const once = async (
    jid: string,
    content: AnyMessageContent,
    id: string,
    quoted: WAMessage | undefined,
  ): Promise<number | undefined> => {
    const { socket, closed } = await o.connection();
    // Baileys lets whatever waits for an answer wait on when the connection ends.
    const lost = closed.then(() =>
      Promise.reject(new MoltbotError("unavailable", "The connection to WhatsApp ended.")),
    );
    const answer = socket.waitForMessage(id, o.timeoutMs);
    answer.catch(() => undefined);
    lost.catch(() => undefined);
    try {
      const sending = socket.sendMessage(jid, content, { messageId: id, ...(quoted === undefined ? {} : { quoted }) });
      const ack = (await Promise.race([sending.then(() => answer), lost])) as
        | { attrs?: { error?: string } }
        | undefined;
      if (ack === undefined) throw new MoltbotError("unavailable", "WhatsApp did not confirm the message in time.");
      return ack.attrs?.error === undefined ? undefined : Number(ack.attrs.error);
    } catch (error) {
      if (codeOf(error) === 429) return 429;
      throw error;
    }
  };
  return async (jid, content, { id = newMessageId(), quoted }) => {
    for (let wait = 1000, waited = 0; ; waited += wait, wait = Math.min(wait * 2, 60_000)) {
      const refused = await once(jid, content, id, quoted);
      if (refused === undefined) return id;
      if (refused !== 429) throw refusedMessage(refused);
      if (waited + wait > o.maxFloodWaitMs || o.signal.aborted) {
        throw new MoltbotError("unavailable", "WhatsApp's rate limit lasts longer than is waited for.", {
          data: { status: 429, retryAfterMs: wait },
        });
      }
      await sleep(o.clock(), wait, o.signal);
    }
  };
}

/** Sends plain text without link previews and mentions. WhatsApp knows no other formatting than signs in the text. */
export function createSender(o: SendParts): Sender {
  const lanes = createLanes();
  const post = createPost(o);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toMoltbotError(error);
    }
  };
  const resends = createResends({ clock: o.clock, newName: newMessageId });
  const sendParts = async (to: Conversation, message: OutboundMessage, part: SendPart): Promise<SentMessage> => {
    const jid = addressOf(to);
    const quoted = message.replyTo === undefined ? undefined : o.quotable(message.replyTo);
    const ids: string[] = [];
    for (const [index, text] of textsOf(message).entries()) {
      const content = { text, linkPreview: null };
      const named = index === 0 ? { quoted } : {};
      ids.push(await part(index, async (id) => sentId(await post(jid, content, { ...named, id }), o.clock().now())));
    }
    return { conversation: to, ids };
  };
  const send: Sender["send"] = (to, message) =>
    resends.run(to, message, (part) => guarded(() => sendParts(to, message, part)));
  const edit: Sender["edit"] = async (sent, message) => {
    const jid = addressOf(sent.conversation);
    const texts = textsOf(message);
    const [text = ""] = texts;
    const targets = sent.ids.map(readSentId);
    const target = targets.at(-1);
    if (target === undefined || texts.length > 1) {
      throw new MoltbotError("invalid", "An edit must name a message and fit into it.", {
        hint: "Send a new message instead.",
      });
    }
    if (o.clock().now() - target.at > editableMs) {
      throw new MoltbotError("denied", "WhatsApp lets a message be changed for 15 minutes.", {
        hint: "Send a new message instead.",
      });
    }
    const key = (id: string) => ({ remoteJid: jid, fromMe: true, id });
    await post(jid, { text, edit: key(target.id), linkPreview: null }, {});
    for (const { id } of targets.slice(0, -1)) await post(jid, { delete: key(id) }, {}).catch(() => undefined);
  };
  return {
    idle: lanes.idle,
    async typing(to) {
      const jid = jidOf(to.id);
      // Not in the lane: a sign that waits for the answer says nothing. What went wrong shows when the answer is sent.
      if (jid !== undefined)
        await o
          .openNow()
          ?.socket.sendPresenceUpdate("composing", jid)
          .catch(() => undefined);
    },
    // One at a time per chat: parts stay together, and a rate limit holds back what comes after it.
    send: (to, message) => lanes.run(to.id, () => send(to, message)),
    edit: (sent, message) => lanes.run(sent.conversation.id, () => guarded(() => edit(sent, message))),
  };
}
