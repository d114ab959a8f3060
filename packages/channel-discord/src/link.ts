import { Client, Events, GatewayIntentBits, Options, type REST, SimpleShardingStrategy } from "discord.js";
import type { GuildChannel } from "./conversations.ts";
import { createSessions } from "./sessions.ts";

/** One event of the gateway. */
export interface Packet {
  t: string | null;
  readonly s: number;
  readonly d: unknown;
}

/** What a link tells. */
export interface LinkListener {
  /** `done` is called once the event needs nothing more; only then may the gateway forget it. */
  packet(packet: Packet, done: () => void): void;
  /** A connection was lost, and is being restored. */
  lost(shard: number): void;
  /** A connection works, by a new session or a resumed one. */
  restored(shard: number): void;
  /** Discord closed a connection for good, with this code. */
  closed(code: number): void;
}

/** discord.js, and what the adapter knows through it. */
export interface Link {
  readonly rest: REST;
  /** Resolves when connected; rejects as discord.js does. */
  open(): Promise<void>;
  channel(channelId: string): GuildChannel | undefined;
  botRole(guildId: string): string | undefined;
  /** Never rejects. */
  close(): Promise<void>;
}

/** What {@link createLink} needs. */
export interface LinkParts {
  readonly token: string;
  readonly restApi: string;
  readonly callTimeoutMs: number;
  readonly requestsPerSecond: number;
  readonly listener: LinkListener;
}

// Messages in direct conversations come whole in any case; in guilds their text needs MessageContent, which has to be
// switched on in the developer portal. Members, reactions, presence and typing are not asked for, and so never come.
const intents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.MessageContent,
];

// Channels and roles are all that is looked up later.
const nothing = [
  "ApplicationCommandManager",
  "ApplicationEmojiManager",
  "AutoModerationRuleManager",
  "BaseGuildEmojiManager",
  "DMMessageManager",
  "EntitlementManager",
  "GuildBanManager",
  "GuildEmojiManager",
  "GuildForumThreadManager",
  "GuildInviteManager",
  "GuildMemberManager",
  "GuildMessageManager",
  "GuildScheduledEventManager",
  "GuildStickerManager",
  "GuildTextThreadManager",
  "MessageManager",
  "PresenceManager",
  "ReactionManager",
  "ReactionUserManager",
  "StageInstanceManager",
  "ThreadManager",
  "ThreadMemberManager",
  "UserManager",
  "VoiceStateManager",
];

/** What discord.js reads to know channels and roles. Everything else it would only keep, or stumble over. */
const forDiscordJs: ReadonlySet<string> = new Set([
  "READY",
  "RESUMED",
  "GUILD_CREATE",
  "GUILD_UPDATE",
  "GUILD_DELETE",
  "GUILD_ROLE_CREATE",
  "GUILD_ROLE_UPDATE",
  "GUILD_ROLE_DELETE",
  "CHANNEL_CREATE",
  "CHANNEL_UPDATE",
  "CHANNEL_DELETE",
  "THREAD_CREATE",
  "THREAD_UPDATE",
  "THREAD_DELETE",
  "THREAD_LIST_SYNC",
]);

/** A client of discord.js that was never connected. */
export function createLink({ token, restApi, callTimeoutMs, requestsPerSecond, listener }: LinkParts): Link {
  const sessions = createSessions();
  const client = new Client({
    intents,
    shards: "auto",
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits(Object.fromEntries(nothing.map((name) => [name, 0]))),
    rest: {
      api: restApi,
      timeout: callTimeoutMs,
      globalRequestsPerSecond: requestsPerSecond,
      rejectOnRateLimit: () => true,
    },
    ws: {
      buildStrategy: (manager) => {
        sessions.attach(manager.options);
        return new SimpleShardingStrategy(manager);
      },
    },
  });
  client.on("raw", (packet: Packet, shard: number) => {
    const { s, t } = packet;
    const progress = sessions.progress(shard);
    // After a resume Discord repeats what was not confirmed, also what waits here already.
    const fresh = progress?.begin(s) ?? false;
    if (t === "READY" || t === "RESUMED") listener.restored(shard);
    if (fresh) listener.packet({ ...packet }, () => progress?.done(s));
    if (t === null || !forDiscordJs.has(t)) packet.t = "";
  });
  client.on(Events.ShardReconnecting, (shard) => listener.lost(shard));
  client.on(Events.ShardDisconnect, ({ code }) => listener.closed(code));
  return {
    rest: client.rest,
    async open() {
      await client.login(token);
    },
    channel(channelId) {
      const channel = client.channels.cache.get(channelId);
      if (channel === undefined) return undefined;
      if (!channel.isThread()) return {};
      return channel.parentId === null ? undefined : { parentId: channel.parentId };
    },
    botRole(guildId) {
      const me = client.user;
      return me === null ? undefined : client.guilds.cache.get(guildId)?.roles.botRoleFor(me)?.id;
    },
    async close() {
      sessions.end();
      await client.destroy().catch(() => undefined);
    },
  };
}
