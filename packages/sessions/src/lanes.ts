import type { Conversation } from "@moltbot/channel";
import { type Logger, messageOf } from "@moltbot/core";
import { conversationKey } from "./address.ts";
import type { InboxEntry, MessageStore, Received } from "./store.ts";
import type { Worked } from "./work.ts";

/** One conversation that has something to do here. */
interface Lane {
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

/** Conversations side by side, each in order. */
export interface Lanes {
  /** Announces that an item of this conversation is being stored; the returned function tells what became of it. */
  arriving(conversation: Conversation): (entry: { received: Received; entry: InboxEntry } | undefined) => void;
  /** Takes waiting conversations from the store. Never rejects. */
  pump(): Promise<void>;
  idle(): Promise<void>;
}

const pageSize = 50;

/** Starts idle; work begins with the first entry. */
export function createLanes(o: {
  store: MessageStore;
  log: Logger;
  work: (entry: InboxEntry) => Promise<Worked>;
  concurrency: number;
  stopping: AbortSignal;
}): Lanes {
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();
  const ready: Lane[] = [];
  let pumping: Promise<void> | undefined;
  let again = false;
  let more = false;

  function laneOf(conversation: Conversation): Lane {
    const key = conversationKey(conversation);
    const known = lanes.get(key);
    if (known !== undefined) return known;
    const lane: Lane = { key, conversation, queue: [], lastSeq: 0, arriving: 0, reload: false, state: "idle" };
    lanes.set(key, lane);
    return lane;
  }

  /** Queues the lane if it has work, forgets it if it has none. */
  function settle(lane: Lane): void {
    if (lane.state !== "idle") return;
    if (lane.queue.length > 0 || lane.reload) {
      lane.state = "ready";
      ready.push(lane);
      advance();
    } else if (lane.arriving === 0) lanes.delete(lane.key);
  }

  function advance(): void {
    while (!o.stopping.aborted && running.size < o.concurrency) {
      const lane = ready.shift();
      if (lane === undefined) break;
      lane.state = "running";
      const run = step(lane).finally(() => {
        running.delete(run);
        lane.state = "idle";
        settle(lane);
        advance();
      });
      running.add(run);
    }
    if (more && ready.length === 0 && running.size < o.concurrency) void pump();
  }

  function push(lane: Lane, entry: InboxEntry): void {
    if (entry.seq <= lane.lastSeq) return;
    lane.queue.push(entry);
    lane.lastSeq = entry.seq;
  }

  /** One entry, or one page of entries, so that a busy conversation does not starve the others. Never rejects. */
  async function step(lane: Lane): Promise<void> {
    try {
      const entry = lane.queue[0];
      if (entry === undefined) {
        lane.reload = false;
        const page = await o.store.waiting(lane.conversation, { limit: pageSize });
        for (const waiting of page) push(lane, waiting);
        lane.reload ||= page.length === pageSize;
        return;
      }
      const worked = await o.work(entry);
      if (worked === "done") lane.queue.shift();
      else forget(lane);
    } catch (error) {
      o.log.warn("conversation interrupted", { channel: lane.conversation.channel, error: messageOf(error) });
      forget(lane); // the next pump finds it again
    }
  }

  function forget(lane: Lane): void {
    lane.queue = [];
    lane.lastSeq = 0;
    lane.reload = false;
  }

  async function pumpOnce(): Promise<void> {
    const free = o.concurrency - running.size - ready.length;
    more = free < 1;
    if (more) return;
    const limit = free + lanes.size;
    const taken = await o.store.take({ limit });
    more = taken.length >= limit;
    for (const conversation of taken) {
      const lane = laneOf(conversation);
      lane.reload = true;
      settle(lane);
    }
  }

  async function pumpAll(): Promise<void> {
    try {
      while (again && !o.stopping.aborted) {
        again = false;
        await pumpOnce();
      }
    } catch (error) {
      more = false; // not before the next poll
      o.log.warn("message store out of reach", { error: messageOf(error) });
    }
  }

  function pump(): Promise<void> {
    again = true;
    // Cleared in a later turn: `pumpAll` may end before the assignment when we are stopping.
    pumping ??= pumpAll().finally(() => {
      pumping = undefined;
      if (again && !o.stopping.aborted) void pump();
    });
    return pumping;
  }

  return {
    arriving(conversation) {
      const lane = laneOf(conversation);
      lane.arriving++;
      return (arrived) => {
        lane.arriving--;
        if (arrived?.received.status === "held" && !o.stopping.aborted) {
          const { after } = arrived.received;
          const next = after === undefined || after <= lane.lastSeq;
          if (next && ready.length < 10 * o.concurrency) push(lane, arrived.entry);
          else if (arrived.received.seq > lane.lastSeq) lane.reload = true;
        }
        settle(lane);
      };
    },
    pump,
    async idle() {
      while (running.size > 0 || pumping !== undefined) await Promise.all([...running, pumping]);
    },
  };
}
