import type { MessageStore } from "../store.ts";

/** The same road opened by two holders. */
export interface OpenedMessages {
  readonly a: MessageStore;
  readonly b: MessageStore;
  /** Ends holder `a` as `kill -9` would. */
  crashA(): Promise<void>;
  /** Drops the data. */
  close(): Promise<void>;
}

/** Opens an empty road. */
export type OpenMessages = () => Promise<OpenedMessages>;

/** Runs `use` on a freshly opened road and closes it. */
export function withRoad(open: OpenMessages, use: (o: OpenedMessages) => Promise<void>) {
  return async (): Promise<void> => {
    const opened = await open();
    try {
      await use(opened);
    } finally {
      await opened.close();
    }
  };
}
