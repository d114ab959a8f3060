import { fields, text } from "../read.ts";
import { buttonsOf } from "./buttons.ts";
import type { Interactions } from "./interactions.ts";
import type { Channel, DiscordState, StoredMessage, Wire } from "./state.ts";
import type { DiscordEvent, DiscordServer, DiscordUser } from "./types.ts";
import { wireChannel, wireEvent, wireUser } from "./wire.ts";

type People = Pick<DiscordServer, "user" | "thread" | "dm" | "guild" | "edit" | "press" | "slash">;
type Who = DiscordUser | string;

/** What {@link createPeople} needs. */
export interface PeopleParts {
  readonly state: DiscordState;
  readonly interactions: Interactions;
  readonly send: (event: DiscordEvent) => DiscordEvent;
  readonly home: Channel;
}

function register(state: DiscordState, ...[id, profile]: Parameters<People["user"]>): DiscordUser {
  const known = state.users.get(id);
  if (known !== undefined && profile === undefined) return known;
  const made: DiscordUser = {
    id,
    username: profile?.username ?? `user${id}`,
    isBot: profile?.isBot ?? false,
    ...(profile?.name === undefined ? {} : { globalName: profile.name }),
  };
  state.users.set(id, made);
  return made;
}

function channelOf(state: DiscordState, id: string): Channel {
  const channel = state.channels.get(id);
  if (channel === undefined) throw new Error(`There is no channel ${id}.`);
  return channel;
}

function lastOf(channel: Channel, fits: (message: StoredMessage) => boolean): StoredMessage {
  const found = [...channel.messages.values()].reverse().find(fits);
  if (found === undefined) throw new Error(`No such message in channel ${channel.id}.`);
  return found;
}

function quote(state: DiscordState, channel: Channel, id: string | undefined): Wire {
  if (id === undefined) return {};
  const message = channel.messages.get(id);
  return {
    type: 19,
    message_reference: { type: 0, message_id: id, channel_id: channel.id },
    referenced_message: message === undefined ? null : wireEvent(state, channel, message),
  };
}

function pressed(message: StoredMessage, wanted: string | undefined): string {
  const all = buttonsOf(message.components).flat();
  const button = wanted === undefined ? all[0] : all.find((each) => each.label === wanted || each.customId === wanted);
  if (button === undefined) throw new Error(`Message ${message.id} has no button ${wanted ?? ""}.`);
  return button.customId;
}

/** What people do: each act becomes an event. */
export function createPeople({ state, interactions, send, home }: PeopleParts): People {
  const who = (from: Who): DiscordUser => register(state, typeof from === "string" ? from : from.id);
  const say = (channel: Channel, from: Who, content: string, extra: Wire): DiscordEvent => {
    const message = state.add(channel, who(from), content, { extra });
    return send({ t: "MESSAGE_CREATE", d: wireEvent(state, channel, message) });
  };
  const interact = (channel: Channel, from: Who, more: Wire): DiscordEvent => {
    const id = state.newId();
    const user = wireUser(who(from));
    const inGuild = channel.guildId !== undefined;
    const by = inGuild ? { guild_id: channel.guildId, member: { user, roles: [], nick: null } } : { user };
    const base = { id, application_id: state.bot.id, token: interactions.begin(id), version: 1 };
    const place = { channel_id: channel.id, channel: wireChannel(state, channel), context: inGuild ? 0 : 1 };
    return send({ t: "INTERACTION_CREATE", d: { ...base, ...place, ...by, ...more } });
  };
  return {
    user: (id, profile) => register(state, id, profile),
    thread(o = {}) {
      const thread = state.addChannel({ type: 11, guildId: state.guildId, parentId: home.id });
      if (o.hidden !== true) send({ t: "THREAD_CREATE", d: { ...wireChannel(state, thread), newly_created: true } });
      return thread.id;
    },
    dm(from, content, o = {}) {
      const channel = state.direct(who(from).id);
      return say(channel, from, content, { ...quote(state, channel, o.replyTo), ...o.extra });
    },
    guild(from, content, o = {}) {
      const channel = channelOf(state, o.channelId ?? home.id);
      const replyTo = o.replyToBot ? lastOf(channel, (each) => each.author.id === state.bot.id).id : o.replyTo;
      const full = o.mention === true ? `<@${state.bot.id}> ${content}` : content;
      return say(channel, from, full, { ...quote(state, channel, replyTo), ...o.extra });
    },
    edit(event, content) {
      const channel = channelOf(state, text(event.d["channel_id"]) ?? "");
      const message = lastOf(channel, (each) => each.id === event.d["id"]);
      message.content = content;
      message.edited = state.now();
      return send({ t: "MESSAGE_UPDATE", d: wireEvent(state, channel, message) });
    },
    press(from, o = {}) {
      const channel = o.channelId === undefined ? state.direct(who(from).id) : channelOf(state, o.channelId);
      const message = lastOf(channel, (each) =>
        o.messageId === undefined ? buttonsOf(each.components).flat().length > 0 : each.id === o.messageId,
      );
      const data = { component_type: 2, custom_id: o.customId ?? pressed(message, o.button) };
      return interact(channel, from, { type: 3, data, message: fields(wireEvent(state, channel, message)) });
    },
    slash(from, name, options = {}, o = {}) {
      const channel = o.channelId === undefined ? state.direct(who(from).id) : channelOf(state, o.channelId);
      const given = Object.entries(options).map(([key, value]) => ({ type: 3, name: key, value }));
      return interact(channel, from, { type: 2, data: { id: "1", type: 1, name, options: given } });
    },
  };
}
