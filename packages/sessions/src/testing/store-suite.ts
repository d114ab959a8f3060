import { testHistory } from "./history-suite.ts";
import { testInbox } from "./inbox-suite.ts";
import type { OpenMessages } from "./opened.ts";
import { testOutbox } from "./outbox-suite.ts";
import { testRecovery } from "./recovery-suite.ts";

/** The contract of `MessageStore`: every implementation passes it. Call it from a vitest file. */
export function testMessageStore(name: string, open: OpenMessages): void {
  testInbox(name, open);
  testHistory(name, open);
  testOutbox(name, open);
  testRecovery(name, open);
}
