import { MoltbotError } from "@moltbot/core";
import { Routes } from "discord.js";
import { createBoundedMap } from "./bounded-map.ts";
import type { Calls } from "./calls.ts";
import { fields, snowflake } from "./read.ts";

/** The channels of direct conversations. Moltbot knows a direct conversation by the id of the person. */
export interface DirectChannels {
  /** A message from `userId` came in `channelId`. */
  learn(userId: string, channelId: string): void;
  /** Whom the bot talks to in `channelId`, when it is known. */
  userOf(channelId: string): string | undefined;
  /** Opens the conversation where needed. @throws MoltbotError as calls do */
  channelOf(userId: string): Promise<string>;
}

const mostKnown = 10_000;

/** Knows nobody yet. */
export function createDirectChannels(calls: Calls): DirectChannels {
  const channels = createBoundedMap<string>(mostKnown);
  const users = createBoundedMap<string>(mostKnown);
  const learn = (userId: string, channelId: string): void => {
    if (channels.get(userId) === channelId) return;
    channels.set(userId, channelId);
    users.set(channelId, userId);
  };
  return {
    learn,
    userOf: (channelId) => users.get(channelId),
    async channelOf(userId) {
      const known = channels.get(userId);
      if (known !== undefined) return known;
      const body = { recipient_id: userId };
      const opened = await calls.call("open a direct conversation", (rest, signal) =>
        rest.post(Routes.userChannels(), { body, signal }),
      );
      const channelId = snowflake(fields(opened)?.["id"]);
      if (channelId === undefined) {
        throw new MoltbotError(
          "unavailable",
          "The server at channels.discord.restApi does not answer as Discord does.",
        );
      }
      learn(userId, channelId);
      return channelId;
    },
  };
}
