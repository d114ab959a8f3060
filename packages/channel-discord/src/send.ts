import {
  type ChannelAdapter,
  type Conversation,
  createLanes,
  createResends,
  type OutboundMessage,
  type SendPart,
  type SentMessage,
} from "@moltbot/channel";
import { type Clock, type Logger, MoltbotError, newToken, systemRandom } from "@moltbot/core";
import { type AllowedMentionsTypes, MessageFlags, type RESTPostAPIChannelMessageJSONBody, Routes } from "discord.js";
import { payloadLimit, rowsOf } from "./buttons.ts";
import type { Calls } from "./calls.ts";
import type { Cursors } from "./cursors.ts";
import type { DirectChannels } from "./direct-channels.ts";
import { partsOf, textLimit } from "./markdown.ts";
import { fields, snowflake } from "./read.ts";

type Body = RESTPostAPIChannelMessageJSONBody;

/** What Discord accepts. */
export const limits = {
  text: textLimit,
  actionPayload: payloadLimit,
  edit: true,
  actions: true,
  typing: true,
} as const;

/** Sending and editing, in order per channel, and the sign that the bot is at work. */
export type Sender = Required<Pick<ChannelAdapter, "send" | "edit" | "typing">>;

/** What {@link createSender} needs. */
export interface SenderParts {
  readonly calls: Calls;
  readonly direct: DirectChannels;
  readonly cursors: Cursors;
  readonly log: () => Logger;
  readonly clock: () => Clock;
}

// Nobody is pinged, whatever the text says, and links show no previews.
const mentionNobody: { parse: AllowedMentionsTypes[] } = { parse: [] };
const quiet = { allowed_mentions: mentionNobody, flags: MessageFlags.SuppressEmbeds };

function checkedId(id: string, what: string): string {
  const checked = snowflake(id);
  if (checked === undefined) throw new MoltbotError("invalid", `A Discord ${what} is a number of up to 20 digits.`);
  return checked;
}

/** The message that is answered; a slash command has none. */
function answered(replyTo: string | undefined): Pick<Body, "message_reference"> {
  if (replyTo === undefined || /^i:\d+$/.test(replyTo)) return {};
  const message_id = checkedId(replyTo.replace(/:e\d+$/, ""), "message id");
  return { message_reference: { message_id, fail_if_not_exists: false } };
}

async function channelOf({ direct }: SenderParts, to: Conversation): Promise<string> {
  if (to.kind === "dm") return await direct.channelOf(checkedId(to.id, "user id"));
  return checkedId(to.thread ?? to.id, "channel id");
}

/** If an answer gets lost and the request is made again, Discord sees by the nonce that it is the same message. */
async function sendPart({ calls }: SenderParts, channelId: string, body: Body, nonce: string): Promise<string> {
  const sent = await calls.call("send a message", (rest, signal) =>
    rest.post(Routes.channelMessages(channelId), { body: { ...body, nonce, enforce_nonce: true }, signal }),
  );
  const id = snowflake(fields(sent)?.["id"]);
  if (id !== undefined) return id;
  throw new MoltbotError("unavailable", "The server at channels.discord.restApi does not answer as Discord does.");
}

async function send(
  o: SenderParts,
  to: Conversation,
  message: OutboundMessage,
  part: SendPart,
): Promise<readonly string[]> {
  const parts = partsOf(message.text);
  const components = rowsOf(message);
  const first = answered(message.replyTo);
  const channelId = await channelOf(o, to);
  const ids: string[] = [];
  for (const [index, content] of parts.entries()) {
    const buttons = index === parts.length - 1 && components.length > 0 ? { components } : {};
    const body = { ...quiet, content, ...(index === 0 ? first : {}), ...buttons };
    ids.push(await part(index, (nonce) => sendPart(o, channelId, body, nonce)));
  }
  const messageId = ids[0];
  // Answers to the bot's first words are found again after a crash.
  if (to.kind === "dm" && messageId !== undefined) o.cursors.begin({ channelId, messageId });
  return ids;
}

async function edit(o: SenderParts, sent: SentMessage, message: OutboundMessage): Promise<void> {
  const [content = "", ...more] = partsOf(message.text);
  const target = sent.ids.at(-1);
  if (target === undefined || more.length > 0) {
    throw new MoltbotError("invalid", "An edit must name a message and fit into it.", {
      hint: "Send a new message instead.",
    });
  }
  const messageId = checkedId(target, "message id");
  const body = { ...quiet, content, components: rowsOf(message) };
  const channelId = await channelOf(o, sent.conversation);
  await o.calls.call("edit a message", (rest, signal) =>
    rest.patch(Routes.channelMessage(channelId, messageId), { body, signal }),
  );
  for (const extra of sent.ids.slice(0, -1)) {
    const route = Routes.channelMessage(channelId, checkedId(extra, "message id"));
    await o.calls
      .call("delete a message", (rest, signal) => rest.delete(route, { signal }))
      .catch(() => o.log().debug("discord did not delete the earlier part of an edited message"));
  }
}

async function typing(o: SenderParts, to: Conversation): Promise<void> {
  const channelId = await channelOf(o, to);
  const show: Parameters<Calls["call"]>[1] = (rest, signal) => rest.post(Routes.channelTyping(channelId), { signal });
  await o.calls.call("show that it types", show, { once: true });
}

/** Sends text that shows as it is, with nobody mentioned. */
export function createSender(o: SenderParts): Sender {
  const lanes = createLanes();
  const resends = createResends({ clock: o.clock, newName: () => newToken(systemRandom, 18) });
  const laneOf = (to: Conversation): string => `${to.kind} ${to.thread ?? to.id}`;
  return {
    // One at a time per channel: parts stay together, and a rate limit holds back what comes after it.
    send: (to, message) =>
      lanes.run(laneOf(to), async () => ({
        conversation: to,
        ids: await resends.run(to, message, (part) => send(o, to, message, part)),
      })),
    async typing(to) {
      // Not in the lane: a sign that waits for the answer says nothing.
      await typing(o, to).catch(() => o.log().debug("discord did not show that the bot is at work"));
    },
    edit: (sent, message) => lanes.run(laneOf(sent.conversation), () => edit(o, sent, message)),
  };
}
