export { createMemoryMessageHub, createMemoryMessages, type MemoryMessageHub } from "./memory.ts";
export { createRoad, type Handled, type Road, type RoadOptions } from "./road.ts";
export type {
  Completion,
  Failure,
  Finished,
  HistoryEntry,
  HistoryLine,
  InboxEntry,
  InboxItem,
  MessageStore,
  NewOutbox,
  OutboxEntry,
  Received,
  SentCard,
  SessionLines,
} from "./store.ts";
