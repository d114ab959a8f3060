import { type OutboxRow, roomOf, type Shared, settle } from "./memory-state.ts";
import type { Failure, NewOutbox, OutboxEntry } from "./store.ts";

/** Queues one message. */
export function add(shared: Shared, message: NewOutbox, now: number): OutboxRow {
  const seq = shared.next.seq++;
  const entry: OutboxEntry = structuredClone({ seq, ...message, attempts: 0 });
  const room = roomOf(shared, message.conversation);
  const row: OutboxRow = { entry, room, state: "queued", holder: undefined, dueAt: now, endedAt: 0 };
  shared.outbox.set(seq, row);
  room.open.push(row);
  return row;
}

/** Queues one message and takes it at once when nothing to the same conversation is before it. */
export function addTaken(shared: Shared, me: number, message: NewOutbox, now: number): OutboxEntry | undefined {
  const row = add(shared, message, now);
  if (row.room.open[0] !== row) return undefined;
  row.state = "sending";
  row.holder = me;
  return row.entry;
}

/** Takes the first unfinished message of each conversation, when it is due. */
export function take(
  shared: Shared,
  me: number,
  o: { limit: number; now: number; sending?: readonly number[] },
): OutboxEntry[] {
  const taken: OutboxEntry[] = [];
  for (const row of shared.outbox.values()) {
    if (taken.length >= o.limit) break;
    if (row.room.open[0] !== row) continue;
    const due = row.state === "queued" && row.dueAt <= o.now;
    const lost = row.state === "sending" && row.holder === me && o.sending?.includes(row.entry.seq) === false;
    if (!due && !lost) continue;
    row.state = "sending";
    row.holder = me;
    taken.push(row.entry);
  }
  return taken;
}

function close(row: OutboxRow): void {
  row.room.open = row.room.open.filter((each) => each !== row);
  settle(row.room);
}

/** Forgets a message that arrived and remembers its card. */
export function sent(
  shared: Shared,
  me: number,
  result: { seq: number; messageIds: readonly string[] },
  now: number,
): void {
  const row = shared.outbox.get(result.seq);
  if (row === undefined || row.holder !== me || (row.state !== "sending" && row.state !== "unknown")) return;
  shared.outbox.delete(result.seq);
  const { card, conversation } = row.entry;
  if (card !== undefined) shared.cards.push({ card, conversation, messageIds: [...result.messageIds], sentAt: now });
  close(row);
}

/** Queues a message again, or gives it up. */
export function failed(shared: Shared, me: number, seq: number, o: Failure): void {
  const row = shared.outbox.get(seq);
  if (row === undefined || row.holder !== me || row.state !== "sending") return;
  row.entry = { ...row.entry, attempts: row.entry.attempts + 1 };
  row.holder = undefined;
  row.state = o.retryAt === undefined ? "failed" : "queued";
  row.dueAt = o.retryAt ?? 0;
  row.endedAt = o.now;
  if (o.retryAt === undefined) close(row);
}

/** Marks what dead holders were sending as unknown and returns it. */
export function abandon(shared: Shared, now: number): OutboxEntry[] {
  const unknown: OutboxEntry[] = [];
  for (const row of shared.outbox.values()) {
    if (row.state !== "sending" || row.holder === undefined || shared.alive.has(row.holder)) continue;
    row.state = "unknown";
    row.endedAt = now;
    close(row);
    unknown.push(row.entry);
  }
  return unknown;
}

/** Deletes ended messages and old cards; returns how many. */
export function prune(shared: Shared, before: number): number {
  let rows = 0;
  for (const [seq, row] of shared.outbox) {
    if ((row.state !== "unknown" && row.state !== "failed") || row.endedAt >= before) continue;
    shared.outbox.delete(seq);
    rows++;
  }
  const kept = shared.cards.filter((card) => card.sentAt >= before);
  rows += shared.cards.length - kept.length;
  shared.cards = kept;
  return rows;
}
