import type { Channel, DiscordState, StoredMessage, Wire } from "./state.ts";
import type { DiscordUser } from "./types.ts";

/** A user as it stands in events. */
export function wireUser(user: DiscordUser): Wire {
  return {
    id: user.id,
    username: user.username,
    discriminator: "0",
    global_name: user.globalName ?? null,
    avatar: null,
    ...(user.isBot ? { bot: true } : {}),
  };
}

/** A channel as REST and guilds show it. */
export function wireChannel(state: DiscordState, channel: Channel): Wire {
  const last = [...channel.messages.keys()].at(-1) ?? null;
  const base = { id: channel.id, type: channel.type, last_message_id: last, flags: 0 };
  const person = channel.userId === undefined ? undefined : state.users.get(channel.userId);
  if (channel.type === 1) return { ...base, recipients: person === undefined ? [] : [wireUser(person)] };
  const inGuild = { ...base, guild_id: channel.guildId, name: `channel-${channel.id}` };
  if (channel.type === 0) return { ...inGuild, position: 0, parent_id: null, permission_overwrites: [], nsfw: false };
  const metadata = { archived: false, auto_archive_duration: 1440, archive_timestamp: state.now(), locked: false };
  return { ...inGuild, parent_id: channel.parentId, owner_id: state.bot.id, thread_metadata: metadata };
}

function mentionsIn(state: DiscordState, content: string): Wire[] {
  const ids = new Set([...content.matchAll(/<@!?(\d+)>/g)].map((hit) => hit[1] ?? ""));
  return [...ids].flatMap((id) => state.users.get(id) ?? []).map(wireUser);
}

/** A message as REST shows it: without guild and member. */
export function wireMessage(state: DiscordState, channel: Channel, message: StoredMessage): Wire {
  return {
    id: message.id,
    type: 0,
    channel_id: channel.id,
    author: wireUser(message.author),
    content: message.content,
    timestamp: message.timestamp,
    edited_timestamp: message.edited,
    tts: false,
    pinned: false,
    mention_everyone: false,
    mentions: mentionsIn(state, message.content),
    mention_roles: [...message.content.matchAll(/<@&(\d+)>/g)].map((hit) => hit[1]),
    attachments: [],
    embeds: [],
    components: message.components,
    ...message.extra,
  };
}

/** A message as an event shows it. */
export function wireEvent(state: DiscordState, channel: Channel, message: StoredMessage): Wire {
  const plain = wireMessage(state, channel, message);
  if (channel.guildId === undefined) return { ...plain, channel_type: 1 };
  const member = { roles: [], joined_at: message.timestamp, deaf: false, mute: false, flags: 0 };
  return { guild_id: channel.guildId, member, ...plain };
}

/** The test guild as it is announced. */
export function wireGuild(state: DiscordState): Wire {
  const channels = [...state.channels.values()].filter((channel) => channel.guildId === state.guildId);
  const role = { permissions: "0", position: 0, color: 0, hoist: false, managed: false, mentionable: false, flags: 0 };
  return {
    id: state.guildId,
    name: "Test guild",
    owner_id: "1",
    unavailable: false,
    member_count: state.users.size,
    joined_at: state.now(),
    large: false,
    features: [],
    system_channel_flags: 0,
    preferred_locale: "en-US",
    roles: [
      { ...role, id: state.guildId, name: "@everyone" },
      { ...role, id: state.botRoleId, name: "Moltbot", managed: true, tags: { bot_id: state.bot.id } },
    ],
    channels: channels.filter((channel) => channel.type === 0).map((channel) => wireChannel(state, channel)),
    threads: channels.filter((channel) => channel.type === 11).map((channel) => wireChannel(state, channel)),
    members: [],
    emojis: [],
    stickers: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
  };
}
