import type { Conversation } from "@moltbot/channel";
import {
  type Clock,
  type DomainEvent,
  isMoltbotError,
  type Logger,
  messageOf,
  type Random,
  sleep,
} from "@moltbot/core";
import { itemId } from "./address.ts";
import type { Delivery } from "./deliver.ts";
import { backoffMs, isUnreachable } from "./retry.ts";
import type { Completion, InboxEntry } from "./store.ts";

/** How one entry's turn ended: finished, taken over by another holder, or left for later because we stop. */
export type Worked = "done" | "lost" | "stopped";

/** What working on an entry needs. */
export interface WorkOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly random?: Random | undefined;
  readonly handle: (entry: InboxEntry) => Promise<Omit<Completion, "seq">>;
  readonly attempts: number;
  readonly delivery: Delivery;
  readonly stopping: AbortSignal;
}

function sender(entry: InboxEntry): { channel: string; account: string; id: string } {
  const { channel, account }: Conversation = entry.conversation;
  const by = entry.item.kind === "message" ? entry.item.message.sender : entry.item.action.by;
  return { channel, account, id: by.id };
}

/** The end of an entry that could not be worked on: nothing is said, its text is forgotten, the log remembers. */
export function givenUp(entry: InboxEntry, error: unknown, o: { now: number; attempts: number }): Completion {
  const event: DomainEvent = {
    event: "message.failed",
    at: o.now,
    outcome: "failed",
    actor: { kind: "system" },
    subject: sender(entry),
    ref: itemId(entry.item),
    reason: isMoltbotError(error) ? error.code : "unexpected",
    data: { attempts: o.attempts },
    personal: { error: messageOf(error).slice(0, 500) },
  };
  return { seq: entry.seq, redact: true, history: [], outbox: [], events: [event] };
}

async function decide(entry: InboxEntry, o: WorkOptions): Promise<Completion | "stopped"> {
  let failures = 0;
  for (let attempt = 1; !o.stopping.aborted; attempt++) {
    try {
      return { ...(await o.handle(entry)), seq: entry.seq };
    } catch (error) {
      // Out of reach is nobody's fault and decides nothing, so it is not counted.
      if (!isUnreachable(error)) failures++;
      o.log.warn("handler failed", { seq: entry.seq, attempt, error: messageOf(error) });
      if (failures >= o.attempts) return givenUp(entry, error, { now: o.clock.now(), attempts: failures });
      await sleep(o.clock, backoffMs(attempt, { firstMs: 250, maxMs: 10_000, random: o.random }), o.stopping);
    }
  }
  return "stopped";
}

/** Works on one entry from handler to delivered answers. */
export async function workOn(entry: InboxEntry, o: WorkOptions): Promise<Worked> {
  const completion = await decide(entry, o);
  if (completion === "stopped") return "stopped";
  const finished = await o.delivery.complete(completion).catch((error: unknown) => {
    // The store refused what the handler decided. The conversation goes on without it.
    o.log.error("completion refused", { seq: entry.seq, error: messageOf(error) });
    return o.delivery.complete(givenUp(entry, error, { now: o.clock.now(), attempts: 1 }));
  });
  if (finished === undefined) return "stopped";
  await o.delivery.send(finished.outbox);
  return finished.status;
}
