export { arrive, chat, ending, sampleEvent, sampleItem, samplePress, sampleReply, start } from "./testing/samples.ts";
export { type OpenedMessages, type OpenMessages, testMessageStore } from "./testing/store-suite.ts";
