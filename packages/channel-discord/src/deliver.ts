import type { ChannelHost, Conversation } from "@moltbot/channel";
import { MoltbotError, plainText } from "@moltbot/core";
import type { Conversations } from "./conversations.ts";
import type { Cursors } from "./cursors.ts";
import { type Me, readClicker, readSender } from "./people.ts";
import { type Fields, snowflake } from "./read.ts";
import { type Setting, type Translated, translateInteraction, translateMessage } from "./translate.ts";

/** The events that are handed on. */
export type EventKind = "MESSAGE_CREATE" | "MESSAGE_UPDATE" | "INTERACTION_CREATE";

/** Hands one event to the host. Resolves when it may be confirmed; rejects as the host does. */
export type Deliver = (kind: EventKind, event: Fields) => Promise<void>;

/** What a delivery needs. */
export interface DeliveryParts {
  readonly host: ChannelHost;
  readonly account: string;
  readonly me: () => Me | undefined;
  readonly conversations: Conversations;
  readonly cursors: Cursors;
  /** The role that Discord made for the bot in a guild. */
  readonly botRole: (guildId: string) => string | undefined;
}

function translate(kind: EventKind, event: Fields, setting: Setting): Translated {
  if (kind === "INTERACTION_CREATE") return translateInteraction(event, setting);
  return translateMessage(event, kind === "MESSAGE_UPDATE", setting);
}

/** Delivers to the host, and moves the cursor of a channel once a message there is durable. */
export function createDelivery(o: DeliveryParts): Deliver {
  const { host, cursors } = o;
  const settingOf = (me: Me, conversation: Conversation, event: Fields): Setting => {
    const guildId = snowflake(event["guild_id"]);
    const botRole = guildId === undefined ? undefined : o.botRole(guildId);
    return { me, conversation, now: host.clock.now(), ...(botRole === undefined ? {} : { botRole }) };
  };
  const moved = (event: Fields): void => {
    const channelId = snowflake(event["channel_id"]);
    const guildId = snowflake(event["guild_id"]);
    const messageId = snowflake(event["id"]);
    if (channelId === undefined || messageId === undefined) return;
    cursors.move({ channelId, messageId, ...(guildId === undefined ? {} : { guildId }) });
  };
  return async (kind, event) => {
    const about = { account: o.account, event: kind, id: snowflake(event["id"]) };
    const me = o.me();
    if (me === undefined) throw new MoltbotError("unavailable", "Discord has not said yet who the bot is.");
    const by = kind === "INTERACTION_CREATE" ? readClicker(event) : readSender(event);
    if (by === undefined) {
      // Changes that Discord makes by itself name no author.
      if (kind !== "MESSAGE_UPDATE") host.log.warn("discord event skipped: malformed", about);
      return;
    }
    const conversation = await o.conversations.of(event, by.id);
    if (conversation === undefined) return host.log.warn("discord event skipped: unknown place", about);
    const translated = translate(kind, event, settingOf(me, conversation, event));
    if (translated.kind === "message") {
      // Discord reports the bot's own messages too: nobody has to decide about them.
      if (!translated.message.own) await host.onMessage(translated.message);
      if (kind === "MESSAGE_CREATE") moved(event);
      return;
    }
    if (translated.kind === "action") return await host.onAction(translated.action);
    if (translated.kind === "malformed") return host.log.warn("discord event skipped: malformed", about);
    host.log.debug("discord event skipped", { ...about, what: plainText(translated.what, 40) });
  };
}
