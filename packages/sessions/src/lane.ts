import type { Conversation } from "@moltbot/channel";
import { conversationKey } from "./address.ts";
import type { InboxEntry, MessageStore, Received } from "./store.ts";

const pageSize = 50;

/** One conversation that has something to do here. */
export interface Lane {
  readonly key: string;
  readonly conversation: Conversation;
  queue: InboxEntry[];
  /** Highest entry ever put into `queue`: order of arrival makes everything up to it known. */
  lastSeq: number;
  /** Items being stored right now. */
  arriving: number;
  /** The store has entries that are not in `queue`. */
  reload: boolean;
  state: "idle" | "ready" | "running";
}

/** A lane with nothing in it. */
export function createLane(conversation: Conversation): Lane {
  const key = conversationKey(conversation);
  return { key, conversation, queue: [], lastSeq: 0, arriving: 0, reload: false, state: "idle" };
}

/** Queues an entry, unless it was queued before. */
export function push(lane: Lane, entry: InboxEntry): void {
  if (entry.seq <= lane.lastSeq) return;
  lane.queue.push(entry);
  lane.lastSeq = entry.seq;
}

/** Queues an entry that just arrived if it follows on what is known; else the store has to be asked, as without `room`. */
export function admit(lane: Lane, { received, entry }: { received: Received; entry: InboxEntry }, room: boolean): void {
  if (received.status !== "held") return;
  const next = received.after === undefined || received.after <= lane.lastSeq;
  if (next && room) push(lane, entry);
  else if (received.seq > lane.lastSeq) lane.reload = true;
}

/** Queues what the store has, a page at a time. */
export async function load(lane: Lane, store: MessageStore): Promise<void> {
  lane.reload = false;
  const page = await store.waiting(lane.conversation, { limit: pageSize });
  for (const waiting of page) push(lane, waiting);
  lane.reload ||= page.length === pageSize;
}

/** The conversation is no longer ours, or may not be: whoever takes it next asks the store. */
export function forget(lane: Lane): void {
  lane.queue = [];
  lane.lastSeq = 0;
  lane.reload = false;
}
