import { type Clock, type Logger, messageOf } from "@moltbot/core";
import { type BoundedMap, createBoundedMap } from "./bounded-map.ts";
import { isNewer } from "./read.ts";

/** Up to which message one Discord channel is stored. Plain data. */
export interface DiscordCursor {
  /** Id of a text channel, a thread, or the channel of a direct conversation. */
  readonly channelId: string;
  /** The guild that the channel is in; absent for direct conversations. */
  readonly guildId?: string;
  /** Id of the newest message that is durable. */
  readonly messageId: string;
}

/** Where cursors outlive the process. They may lag behind: what comes again has its old id. */
export interface DiscordCursorStore {
  load(): Promise<readonly DiscordCursor[]>;
  /** Replaces what was there, all of it or nothing. */
  save(cursors: readonly DiscordCursor[]): Promise<void>;
}

/** A store for one process, and for tests. */
export function createMemoryCursors(): DiscordCursorStore {
  let kept: readonly DiscordCursor[] = [];
  return {
    load: async () => kept,
    save: async (cursors) => {
      kept = cursors;
    },
  };
}

/** The cursors of one adapter. */
export interface Cursors {
  load(): Promise<void>;
  /** Message `messageId` is durable. */
  move(cursor: DiscordCursor): void;
  /** A message was sent to a conversation that may have no cursor yet. */
  begin(cursor: DiscordCursor): void;
  get(channelId: string): DiscordCursor | undefined;
  forget(channelId: string): void;
  /** The most recently moved first. */
  all(): readonly DiscordCursor[];
  /** Writes what was not written yet. Never rejects. */
  flush(): Promise<void>;
}

const saveAfterMs = 1000;
const mostCursors = 500;

/** Cursors that are written to `store` a second after they moved. */
export function createCursors(store: DiscordCursorStore, o: { clock: Clock; log: Logger; account: string }): Cursors {
  const map: BoundedMap<DiscordCursor> = createBoundedMap(mostCursors);
  let changed = false;
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    if (!changed) return;
    changed = false;
    try {
      await store.save(map.entries().map(([, cursor]) => cursor));
    } catch (error) {
      o.log.warn("discord cursors not saved", { account: o.account, error: messageOf(error) });
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const put = (cursor: DiscordCursor): void => {
    map.set(cursor.channelId, cursor);
    changed = true;
    cancel ??= o.clock.after(saveAfterMs, () => void flush());
  };
  return {
    async load() {
      try {
        for (const cursor of await store.load()) map.set(cursor.channelId, cursor);
      } catch (error) {
        // Without cursors there is only less to catch up with.
        o.log.warn("discord cursors not read", { account: o.account, error: messageOf(error) });
      }
    },
    move(cursor) {
      const known = map.get(cursor.channelId);
      if (known === undefined || isNewer(cursor.messageId, known.messageId)) put(cursor);
    },
    begin(cursor) {
      if (map.get(cursor.channelId) === undefined) put(cursor);
    },
    get: (channelId) => map.get(channelId),
    forget(channelId) {
      map.delete(channelId);
      changed = true;
    },
    all: () =>
      map
        .entries()
        .map(([, cursor]) => cursor)
        .reverse(),
    flush,
  };
}
