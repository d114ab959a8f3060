import { type Clock, MoltbotError, newId, type Random } from "@moltbot/core";
import type { ChannelHost } from "./adapter.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { createTranscripts, type LoopbackEntry, type Transcripts } from "./transcript.ts";

/** Settings of {@link createLoopback}. */
export interface LoopbackOptions {
  /** The channel's name; default `web`. */
  readonly name?: string;
  /** Default `"default"`. */
  readonly account?: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Longest text of one message, in UTF-16 units; default 8,192. */
  readonly textLimit?: number;
  /** Entries kept per conversation; default 200. */
  readonly keepEntries?: number;
  /** Conversations kept; default 1,000. */
  readonly keepConversations?: number;
}

/** What the two sides of a loopback channel share. */
export interface LoopbackRoom {
  readonly name: string;
  readonly account: string;
  readonly clock: Clock;
  readonly textLimit: number;
  readonly transcripts: Transcripts;
  readonly lanes: Lanes;
  newId(): string;
  open(host: ChannelHost): void;
  close(): void;
  isRunning(): boolean;
  /** @throws MoltbotError `unavailable` before `open` and after `close` */
  host(): ChannelHost;
  /** Tells the listeners of a conversation. */
  tell(conversationId: string, entry: LoopbackEntry): void;
  subscribe(conversationId: string, listener: (entry: LoopbackEntry) => void): () => void;
}

/** A closed room without anything in it. */
export function createRoom(options: LoopbackOptions): LoopbackRoom {
  const { clock, random, name = "web" } = options;
  const listeners = new Map<string, Set<(entry: LoopbackEntry) => void>>();
  let host: ChannelHost | undefined;
  let closed = false;
  const isRunning = (): boolean => host !== undefined && !closed;
  return {
    name,
    account: options.account ?? "default",
    clock,
    textLimit: options.textLimit ?? 8192,
    transcripts: createTranscripts(options.keepEntries ?? 200, options.keepConversations ?? 1000),
    lanes: createLanes(),
    newId: () => newId("msg", { now: clock.now(), random }),
    open(wanted) {
      if (closed) throw new MoltbotError("unavailable", `The ${name} channel was stopped.`);
      host = wanted;
    },
    close() {
      closed = true;
    },
    isRunning,
    host() {
      if (host !== undefined && !closed) return host;
      throw new MoltbotError("unavailable", `The ${name} channel is not running.`);
    },
    tell(conversationId, entry) {
      for (const listener of [...(listeners.get(conversationId) ?? [])]) listener(entry);
    },
    subscribe(conversationId, listener) {
      const set = listeners.get(conversationId) ?? new Set();
      listeners.set(conversationId, set);
      set.add(listener);
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(conversationId);
      };
    },
  };
}
