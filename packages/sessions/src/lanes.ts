import type { Conversation } from "@moltbot/channel";
import { type Logger, messageOf } from "@moltbot/core";
import { conversationKey } from "./address.ts";
import { admit, createLane, forget, type Lane, load } from "./lane.ts";
import { createPump } from "./pump.ts";
import type { InboxEntry, MessageStore, Received } from "./store.ts";
import type { Worked } from "./work.ts";

/** Conversations side by side, each in order. */
export interface Lanes {
  /** Announces that an item of this conversation is being stored; the returned function tells what became of it. */
  arriving(conversation: Conversation): (entry: { received: Received; entry: InboxEntry } | undefined) => void;
  /** Takes waiting conversations from the store. Never rejects. */
  pump(): Promise<void>;
  idle(): Promise<void>;
}

/** Options of {@link createLanes}. */
export interface LanesOptions {
  readonly store: MessageStore;
  readonly log: Logger;
  /** Never rejects for long: a throw leaves the entry to the next pump. */
  readonly work: (entry: InboxEntry) => Promise<Worked>;
  readonly concurrency: number;
  readonly stopping: AbortSignal;
}

/** One entry, or one page of entries, so that a busy conversation does not starve the others. Never rejects. */
async function step(lane: Lane, o: LanesOptions): Promise<void> {
  try {
    const entry = lane.queue[0];
    if (entry === undefined) await load(lane, o.store);
    else if ((await o.work(entry)) === "done") lane.queue.shift();
    else forget(lane);
  } catch (error) {
    o.log.warn("conversation interrupted", { channel: lane.conversation.channel, error: messageOf(error) });
    forget(lane);
  }
}

/** Starts idle; work begins with the first entry. */
export function createLanes(o: LanesOptions): Lanes {
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();
  const ready: Lane[] = [];
  const pump = createPump({
    ...o,
    room: () => ({ free: o.concurrency - running.size - ready.length, known: lanes.size }),
    found: (conversation) => settle(Object.assign(laneOf(conversation), { reload: true })),
  });

  function laneOf(conversation: Conversation): Lane {
    const lane = lanes.get(conversationKey(conversation)) ?? createLane(conversation);
    lanes.set(lane.key, lane);
    return lane;
  }

  /** Gets the lane into line if it has work, forgets it if it has none. */
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
      const run = step(lane, o).finally(() => {
        running.delete(run);
        lane.state = "idle";
        settle(lane);
        advance();
      });
      running.add(run);
    }
    if (ready.length === 0 && running.size < o.concurrency) pump.resume();
  }

  return {
    arriving(conversation) {
      const lane = laneOf(conversation);
      lane.arriving++;
      return (arrived) => {
        lane.arriving--;
        if (arrived !== undefined && !o.stopping.aborted) admit(lane, arrived, ready.length < 10 * o.concurrency);
        settle(lane);
      };
    },
    pump: pump.pump,
    async idle() {
      await pump.idle();
      while (running.size > 0) await Promise.all(running);
    },
  };
}
