import type { DomainEvent } from "@moltbot/core";
import { createManualClock, createSeededRandom, type ManualClock } from "@moltbot/core/testing";
import {
  createMemoryMessageHub,
  createRoad,
  type Handled,
  type InboxEntry,
  type MemoryMessageHub,
  type MessageStore,
  type OutboxEntry,
  type Road,
  type RoadOptions,
} from "../src/index.ts";

/** A road on a memory hub, and everything that happened on it. */
export interface Stage {
  readonly clock: ManualClock;
  readonly hub: MemoryMessageHub;
  readonly store: MessageStore;
  readonly road: Road;
  readonly handled: string[];
  readonly delivered: string[];
  readonly events: readonly DomainEvent[];
}

/** The key of an entry's item. */
export const idOf = (entry: InboxEntry): string =>
  entry.item.kind === "message" ? entry.item.message.id : entry.item.action.id;

/** An answer with the same text as the id of the item. */
export const echo = (entry: InboxEntry, ...texts: readonly string[]): Handled => ({
  redact: false,
  history: [],
  events: [],
  outbox: (texts.length === 0 ? [idOf(entry)] : texts).map((text) => ({
    conversation: entry.conversation,
    message: { text },
  })),
});

/** Sets the stage; `handle` and `deliver` default to an echo that works. */
export function stage(
  o: Partial<RoadOptions> & { hub?: MemoryMessageHub; wrap?: (store: MessageStore) => MessageStore } = {},
): Stage {
  const clock = createManualClock();
  const hub = o.hub ?? createMemoryMessageHub();
  const store = hub.open();
  const handled: string[] = [];
  const delivered: string[] = [];
  const { handle = async (entry: InboxEntry) => echo(entry), deliver = async () => ({ messageIds: ["1"] }) } = o;
  const road = createRoad({
    clock,
    random: createSeededRandom(1),
    ...o,
    store: o.wrap?.(store) ?? store,
    async handle(entry) {
      handled.push(idOf(entry));
      return handle(entry);
    },
    async deliver(row: OutboxEntry) {
      delivered.push(row.message.text);
      return deliver(row);
    },
  });
  return { clock, hub, store, road, handled, delivered, events: hub.events };
}

/** Something to wait for, opened by hand. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Lets everything that needs no time happen. */
export async function settle(rounds = 30): Promise<void> {
  for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve));
}
