export type {
  Completion,
  HistoryEntry,
  InboxEntry,
  InboxItem,
  MessageStore,
  NewOutbox,
  OutboxEntry,
  SentCard,
} from "./store.ts";
