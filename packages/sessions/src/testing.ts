export type { OpenedMessages, OpenMessages } from "./testing/opened.ts";
export { arrive, chat, ending, sampleEvent, sampleItem, samplePress, sampleReply, start } from "./testing/samples.ts";
export { testMessageStore } from "./testing/store-suite.ts";
