import type { Conversation } from "@moltbot/channel";
import { isMoltbotError } from "@moltbot/core";
import { Routes } from "discord.js";
import { createBoundedMap } from "./bounded-map.ts";
import type { Calls } from "./calls.ts";
import type { DirectChannels } from "./direct-channels.ts";
import type { Me, Place } from "./people.ts";
import { type Fields, fields, snowflake, wholeNumber } from "./read.ts";

/** A channel of a guild: a thread names the channel that it is in. */
export interface GuildChannel {
  readonly parentId?: string;
}

/** Finds out where events happen. */
export interface Conversations {
  /**
   * Where `event` happened; nothing for a kind of place that is not known, which might be public.
   * @throws MoltbotError `unavailable` when Discord has to be asked and cannot be reached
   */
  of(event: Fields, by: string): Promise<Conversation | undefined>;
}

/** What {@link createConversations} needs. */
export interface ConversationParts {
  readonly place: Place;
  readonly me: () => Me | undefined;
  readonly calls: Calls;
  readonly direct: DirectChannels;
  /** What discord.js knows of a channel. */
  readonly known: (channelId: string) => GuildChannel | undefined;
}

/** Discord's numbers for kinds of channels. */
const directMessage = 1;
const threads: ReadonlySet<unknown> = new Set([10, 11, 12]);

function readChannel(channel: Fields | undefined): GuildChannel | undefined {
  if (wholeNumber(channel?.["type"]) === undefined) return undefined;
  if (!threads.has(channel?.["type"])) return {};
  const parentId = snowflake(channel?.["parent_id"]);
  return parentId === undefined ? undefined : { parentId };
}

/** Remembers what it had to ask for. */
export function createConversations({ place, me, calls, direct, known }: ConversationParts): Conversations {
  const asked = createBoundedMap<GuildChannel>(1000);
  const ask = async (channelId: string): Promise<GuildChannel | undefined> => {
    const before = asked.get(channelId);
    if (before !== undefined) return before;
    try {
      const route = Routes.channel(channelId);
      const channel = readChannel(
        fields(await calls.call("look at a channel", (rest, signal) => rest.get(route, { signal }))),
      );
      if (channel !== undefined) asked.set(channelId, channel);
      return channel;
    } catch (error) {
      if (isMoltbotError(error) && error.code === "denied") return undefined;
      throw error;
    }
  };
  const inGuild = async (event: Fields, channelId: string): Promise<Conversation | undefined> => {
    const channel = known(channelId) ?? readChannel(fields(event["channel"])) ?? (await ask(channelId));
    if (channel === undefined) return undefined;
    const { parentId } = channel;
    if (parentId === undefined) return { ...place, kind: "group", id: channelId };
    return { ...place, kind: "group", id: parentId, thread: channelId };
  };
  return {
    async of(event, by) {
      const channelId = snowflake(event["channel_id"]);
      if (channelId === undefined) return undefined;
      if (event["guild_id"] !== undefined) return await inGuild(event, channelId);
      const type = event["channel_type"] ?? fields(event["channel"])?.["type"] ?? directMessage;
      if (type !== directMessage) return undefined;
      if (by !== me()?.id) direct.learn(by, channelId);
      const person = direct.userOf(channelId);
      return person === undefined ? undefined : { ...place, kind: "dm", id: person };
    },
  };
}
