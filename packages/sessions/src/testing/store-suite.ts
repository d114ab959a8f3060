import type { MessageStore } from "../store.ts";
import { testInbox } from "./inbox-suite.ts";
import { testOutbox } from "./outbox-suite.ts";
import { testRecovery } from "./recovery-suite.ts";

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

/** The contract of {@link MessageStore}: every implementation passes it. Call it from a vitest file. */
export function testMessageStore(name: string, open: OpenMessages): void {
  testInbox(name, open);
  testOutbox(name, open);
  testRecovery(name, open);
}

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
