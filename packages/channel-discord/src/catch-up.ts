import { type Clock, isMoltbotError, type Logger } from "@moltbot/core";
import { makeURLSearchParams, Routes } from "discord.js";
import type { Calls } from "./calls.ts";
import type { Cursors, DiscordCursor } from "./cursors.ts";
import type { Deliver } from "./deliver.ts";
import type { Persist } from "./persist.ts";
import { type Fields, isNewer, isoTime, objects, snowflake } from "./read.ts";

/** Fetches what was written in a channel after a cursor, and delivers it, oldest first. Never rejects. */
export type CatchUp = (cursor: DiscordCursor) => Promise<void>;

/** What {@link createCatchUp} needs. */
export interface CatchUpParts {
  readonly calls: Calls;
  readonly deliver: Deliver;
  readonly persist: Persist;
  readonly cursors: Cursors;
  readonly clock: Clock;
  readonly log: Logger;
  readonly account: string;
}

const pageSize = 100;
const mostPages = 3;
/** Nobody waits for an answer any more. */
const oldestMs = 86_400_000;
const atOnce = 4;

/** Runs at most `most` tasks at a time, in order. */
function createGate(most: number): (task: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/** At most 300 messages a channel, none older than a day; four channels at a time. */
export function createCatchUp(o: CatchUpParts): CatchUp {
  const gate = createGate(atOnce);
  const page = async (channelId: string, after: string): Promise<Fields[]> => {
    const query = makeURLSearchParams({ after, limit: pageSize });
    const found = await o.calls.call("read what was written meanwhile", (rest, signal) =>
      rest.get(Routes.channelMessages(channelId), { query, signal }),
    );
    // Discord lists the newest first.
    const idOf = (message: Fields): string => snowflake(message["id"]) ?? "";
    return [...objects(found)].sort((a, b) => (isNewer(idOf(a), idOf(b)) ? 1 : -1));
  };
  const run = async ({ channelId, guildId, messageId }: DiscordCursor): Promise<void> => {
    let after = messageId;
    for (let pages = 0; pages < mostPages; pages++) {
      const messages = await page(channelId, after);
      for (const message of messages) {
        after = snowflake(message["id"]) ?? after;
        if ((isoTime(message["timestamp"]) ?? 0) < o.clock.now() - oldestMs) continue;
        // Over REST a message does not say which guild it is in.
        const event = { ...message, channel_id: channelId, ...(guildId === undefined ? {} : { guild_id: guildId }) };
        if (!(await o.persist(() => o.deliver("MESSAGE_CREATE", event)))) return;
      }
      if (messages.length < pageSize) return;
    }
    o.log.warn("discord channel not read to its end", { account: o.account, channelId });
  };
  return (cursor) =>
    gate(async () => {
      try {
        await run(cursor);
      } catch (error) {
        const gone = isMoltbotError(error) && error.code === "denied";
        if (gone) o.cursors.forget(cursor.channelId);
        else o.log.warn("discord channel not read", { account: o.account, channelId: cursor.channelId });
      }
    });
}
