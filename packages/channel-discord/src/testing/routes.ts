import { snowflake, text, wholeNumber } from "../read.ts";
import { checkButtons } from "./buttons.ts";
import type { Interactions } from "./interactions.ts";
import { DiscordRefusal } from "./refusal.ts";
import type { Channel, DiscordState, StoredMessage, Wire } from "./state.ts";
import type { DiscordCallName } from "./types.ts";
import { wireChannel, wireMessage, wireUser } from "./wire.ts";

/** What a call works with. */
export interface CallContext {
  readonly state: DiscordState;
  readonly interactions: Interactions;
  /** The parts of the path that vary. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Wire;
  readonly gatewayUrl: string;
  /** Slash commands of the bot, by name. */
  readonly commands: Map<string, Wire>;
}

/** What a call did: the answer, and what it is about. */
export interface Outcome {
  readonly result: unknown;
  readonly channel?: Channel;
  readonly message?: StoredMessage;
  readonly interactionId?: string;
}

/** A call: how it looks on the wire, and what it does. */
export interface Route {
  readonly name: DiscordCallName;
  readonly method: string;
  readonly path: RegExp;
  readonly run: (context: CallContext) => Outcome;
}

function channelOf({ state, ids }: CallContext): Channel {
  const channel = state.channels.get(ids[0] ?? "");
  if (channel === undefined) throw new DiscordRefusal(404, 10003, "Unknown Channel");
  return channel;
}

function checkContent(content: unknown, components: unknown): string {
  const checked = text(content) ?? "";
  if (checked.trim() === "") throw new DiscordRefusal(400, 50006, "Cannot send an empty message");
  if (checked.length > 2000 || /\p{Surrogate}/u.test(checked))
    throw new DiscordRefusal(400, 50035, "Invalid Form Body");
  checkButtons(components);
  return checked;
}

function createMessage(context: CallContext): Outcome {
  const { state, body } = context;
  const channel = channelOf(context);
  if (channel.userId !== undefined && state.closed.has(channel.userId)) {
    throw new DiscordRefusal(403, 50007, "Cannot send messages to this user");
  }
  const nonce = text(body["nonce"]);
  if (nonce !== undefined && nonce.length > 25) throw new DiscordRefusal(400, 50035, "Invalid Form Body");
  const same = [...channel.messages.values()].find((each) => nonce !== undefined && each.extra["nonce"] === nonce);
  if (same !== undefined && body["enforce_nonce"] === true) return { result: wireMessage(state, channel, same) };
  const content = checkContent(body["content"], body["components"]);
  const message = state.add(channel, state.bot, content, {
    components: body["components"],
    extra: nonce === undefined ? {} : { nonce },
  });
  return { result: wireMessage(state, channel, message), channel, message };
}

function ownMessage(context: CallContext, channel: Channel): StoredMessage {
  const message = channel.messages.get(context.ids[1] ?? "");
  if (message === undefined) throw new DiscordRefusal(404, 10008, "Unknown Message");
  if (message.author.id === context.state.bot.id) return message;
  throw new DiscordRefusal(403, 50005, "Cannot edit a message authored by another user");
}

function editMessage(context: CallContext): Outcome {
  const { state, body } = context;
  const channel = channelOf(context);
  const message = ownMessage(context, channel);
  message.content = checkContent(body["content"], body["components"]);
  message.components = body["components"];
  message.edited = state.now();
  return { result: wireMessage(state, channel, message), channel, message };
}

function deleteMessage(context: CallContext): Outcome {
  const channel = channelOf(context);
  const message = ownMessage(context, channel);
  channel.messages.delete(message.id);
  return { result: undefined, channel, message };
}

function listMessages(context: CallContext): Outcome {
  const { state, query } = context;
  const channel = channelOf(context);
  const after = BigInt(snowflake(query.get("after")) ?? "0");
  const limit = Math.min(100, Number(query.get("limit") ?? 50));
  const found = [...channel.messages.values()].filter((message) => BigInt(message.id) > after).slice(0, limit);
  return { result: found.reverse().map((message) => wireMessage(state, channel, message)), channel };
}

function openDirect({ state, body }: CallContext): Outcome {
  const id = snowflake(body["recipient_id"]);
  if (id === undefined || !state.users.has(id)) throw new DiscordRefusal(400, 50033, "Invalid Recipient(s)");
  const channel = state.direct(id);
  return { result: wireChannel(state, channel), channel };
}

function answerInteraction({ interactions, ids, body }: CallContext): Outcome {
  const [id = "", token = ""] = ids;
  interactions.answer(id, token, wholeNumber(body["type"]) ?? 0);
  return { result: undefined, interactionId: id };
}

function createCommand({ state, body, commands }: CallContext): Outcome {
  const name = text(body["name"]) ?? "";
  if (!/^[-_a-z0-9]{1,32}$/.test(name)) throw new DiscordRefusal(400, 50035, "Invalid Form Body");
  const command = { ...body, id: state.newId(), application_id: state.bot.id };
  commands.set(name, command);
  return { result: command };
}

function getGateway({ gatewayUrl }: CallContext): Outcome {
  const session_start_limit = { total: 1000, remaining: 1000, reset_after: 60_000, max_concurrency: 1 };
  return { result: { url: gatewayUrl, shards: 1, session_start_limit } };
}

/** Every call that the server knows. */
export const routes: readonly Route[] = [
  { name: "getGateway", method: "GET", path: /^\/gateway\/bot$/, run: getGateway },
  { name: "getMe", method: "GET", path: /^\/users\/@me$/, run: ({ state }) => ({ result: wireUser(state.bot) }) },
  { name: "openDirect", method: "POST", path: /^\/users\/@me\/channels$/, run: openDirect },
  {
    name: "getChannel",
    method: "GET",
    path: /^\/channels\/(\d+)$/,
    run: (context) => ({ result: wireChannel(context.state, channelOf(context)) }),
  },
  { name: "listMessages", method: "GET", path: /^\/channels\/(\d+)\/messages$/, run: listMessages },
  { name: "createMessage", method: "POST", path: /^\/channels\/(\d+)\/messages$/, run: createMessage },
  {
    name: "typing",
    method: "POST",
    path: /^\/channels\/(\d+)\/typing$/,
    run: (context) => ({ result: undefined, channel: channelOf(context) }),
  },
  { name: "editMessage", method: "PATCH", path: /^\/channels\/(\d+)\/messages\/(\d+)$/, run: editMessage },
  { name: "deleteMessage", method: "DELETE", path: /^\/channels\/(\d+)\/messages\/(\d+)$/, run: deleteMessage },
  {
    name: "answerInteraction",
    method: "POST",
    path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
    run: answerInteraction,
  },
  {
    name: "deleteAnswer",
    method: "DELETE",
    path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/,
    run: ({ interactions, ids }) => ({ result: undefined, interactionId: interactions.remove(ids[1] ?? "") }),
  },
  {
    name: "listCommands",
    method: "GET",
    path: /^\/applications\/(\d+)\/commands$/,
    run: ({ commands }) => ({ result: [...commands.values()] }),
  },
  { name: "createCommand", method: "POST", path: /^\/applications\/(\d+)\/commands$/, run: createCommand },
];
