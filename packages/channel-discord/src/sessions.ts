import type { Awaitable, SessionInfo } from "discord.js";
import { createProgress, type Progress } from "./progress.ts";

/** The part of the options of discord.js' gateway manager that reads and writes sessions. */
interface SessionOptions {
  retrieveSessionInfo(shard: number): Awaitable<SessionInfo | null>;
  updateSessionInfo(shard: number, session: SessionInfo | null): Awaitable<void>;
}

/** The sessions of the gateway, and how far each is stored. */
export interface Sessions {
  /** Takes the place of `options`' own functions, and uses them. */
  attach(options: SessionOptions): void;
  progress(shard: number): Progress | undefined;
  /** From now on no connection begins. */
  end(): void;
}

/**
 * Tells discord.js the number of the last event that is durable where it keeps that of the last event that came: then
 * heartbeats confirm, and a resumed session starts after, what is safe.
 */
export function createSessions(): Sessions {
  const shards = new Map<number, { readonly id: string; readonly progress: Progress }>();
  let ended = false;
  return {
    attach(options) {
      const { retrieveSessionInfo: read, updateSessionInfo: write } = options;
      options.retrieveSessionInfo = async (shard) => {
        // discord.js may still be waiting to reconnect when it is told to stop. It asks this first; no answer, no
        // connection.
        if (ended) return await new Promise<never>(() => {});
        const session = await read(shard);
        const known = shards.get(shard);
        if (session === null || known === undefined) return session;
        return { ...session, sequence: known.progress.durable() };
      };
      options.updateSessionInfo = async (shard, session) => {
        if (session === null) shards.delete(shard);
        else if (shards.get(shard)?.id !== session.sessionId) {
          shards.set(shard, { id: session.sessionId, progress: createProgress() });
        }
        await write(shard, session);
      };
    },
    progress: (shard) => shards.get(shard)?.progress,
    end() {
      ended = true;
    },
  };
}
