import { type Clock, isMoltbotError } from "@moltbot/core";
import type { Conversation, OutboundMessage } from "./messages.ts";

/** One part of a message: its name, and its id once the platform took it. */
interface Part {
  readonly name: string;
  id?: string;
}

/**
 * Sends one part under a name that stays the same when the message is sent again; a part that the platform took already
 * is not sent again. Resolves with the platform's id.
 */
export type SendPart = (index: number, send: (name: string) => Promise<string>) => Promise<string>;

/**
 * Remembers for a while what became of messages whose sending failed half-way: nobody knows then whether the last part
 * arrived. A platform that drops what comes twice under one name shows it once.
 */
export interface Resends {
  /** Runs `work`, which sends the parts of `message`. Rejects as `work` does. */
  run<T>(to: Conversation, message: OutboundMessage, work: (part: SendPart) => Promise<T>): Promise<T>;
}

const most = 1000;

/** Remembers nothing yet. `newName` makes names; `keepMs` is how long a failed message may come again, default 15 minutes. */
export function createResends(o: {
  readonly clock: () => Clock;
  readonly newName: () => string;
  readonly keepMs?: number;
}): Resends {
  const keepMs = o.keepMs ?? 15 * 60_000;
  const unsure = new Map<string, { readonly parts: Map<number, Part>; readonly until: number }>();
  const partsOf = (key: string): Map<number, Part> => {
    const before = unsure.get(key);
    unsure.delete(key);
    return before !== undefined && o.clock().now() < before.until ? before.parts : new Map();
  };
  return {
    async run(to, message, work) {
      const key = JSON.stringify([
        to.id,
        to.thread ?? null,
        message.text,
        message.actions ?? [],
        message.replyTo ?? null,
      ]);
      const parts = partsOf(key);
      try {
        return await work(async (index, send) => {
          const part: Part = parts.get(index) ?? { name: o.newName() };
          parts.set(index, part);
          part.id ??= await send(part.name);
          return part.id;
        });
      } catch (error) {
        if (!isMoltbotError(error) || error.code !== "unavailable") throw error;
        unsure.set(key, { parts, until: o.clock().now() + keepMs });
        const [oldest] = unsure.keys();
        if (unsure.size > most && oldest !== undefined) unsure.delete(oldest);
        throw error;
      }
    },
  };
}
