import type { Conversation } from "@moltbot/channel";
import { toJsonb } from "./text.ts";

/** The conversations of one call, each once; rows refer to them by position, counted from 1 as SQL does. */
export interface Places {
  at(conversation: Conversation): number;
  toJsonb(): string;
}

/** An empty list of places. */
export function createPlaces(): Places {
  const positions = new Map<string, number>();
  const list: Conversation[] = [];
  return {
    at(conversation) {
      const { channel, account, kind, id, thread } = conversation;
      const key = JSON.stringify([channel, account, kind, id, thread]);
      const known = positions.get(key);
      if (known !== undefined) return known;
      positions.set(key, list.push(conversation));
      return list.length;
    },
    toJsonb: () => toJsonb(list),
  };
}
