import type { Clock } from "@moltbot/core";
import type { DiscordUser } from "./types.ts";

/** A JSON object on the wire. */
export type Wire = Readonly<Record<string, unknown>>;

/** A message that the server remembers. */
export interface StoredMessage {
  readonly id: string;
  readonly author: DiscordUser;
  readonly timestamp: string;
  content: string;
  edited: string | null;
  components: unknown;
  /** Merged into the wire form last. */
  extra: Wire;
}

/** A channel with its messages. */
export interface Channel {
  readonly id: string;
  /** Discord's number for the kind: 0 text, 1 direct, 11 thread. */
  readonly type: 0 | 1 | 11;
  readonly guildId?: string;
  readonly parentId?: string;
  /** Whom the bot talks to, in a direct conversation. */
  readonly userId?: string;
  readonly messages: Map<string, StoredMessage>;
}

/** Users, channels and messages. */
export interface DiscordState {
  readonly bot: DiscordUser;
  readonly guildId: string;
  readonly botRoleId: string;
  readonly users: Map<string, DiscordUser>;
  readonly channels: Map<string, Channel>;
  /** People who take no direct messages. */
  readonly closed: Set<string>;
  newId(): string;
  now(): string;
  addChannel(channel: Omit<Channel, "id" | "messages">): Channel;
  /** The direct conversation with somebody. */
  direct(userId: string): Channel;
  add(
    channel: Channel,
    author: DiscordUser,
    content: string,
    o?: { components?: unknown; extra?: Wire },
  ): StoredMessage;
}

const discordEpoch = 1_420_070_400_000;

/** A server with one guild and nothing said. */
export function createState(bot: DiscordUser, clock: Clock): DiscordState {
  let count = 0;
  const newId = (): string => {
    // As Discord makes them: time, then a counter.
    const id = (BigInt(Math.floor(clock.now()) - discordEpoch) << 22n) | BigInt(count % 4_194_304);
    count++;
    return String(id);
  };
  const state: DiscordState = {
    bot,
    guildId: newId(),
    botRoleId: newId(),
    users: new Map([[bot.id, bot]]),
    channels: new Map(),
    closed: new Set(),
    newId,
    now: () => new Date(clock.now()).toISOString().replace("Z", "000+00:00"),
    addChannel(given) {
      const channel: Channel = { ...given, id: newId(), messages: new Map() };
      state.channels.set(channel.id, channel);
      return channel;
    },
    direct(userId) {
      const known = [...state.channels.values()].find((channel) => channel.userId === userId);
      return known ?? state.addChannel({ type: 1, userId });
    },
    add(channel, author, content, o = {}) {
      const message: StoredMessage = {
        id: newId(),
        author,
        timestamp: state.now(),
        content,
        edited: null,
        components: o.components ?? [],
        extra: o.extra ?? {},
      };
      channel.messages.set(message.id, message);
      return message;
    },
  };
  return state;
}
