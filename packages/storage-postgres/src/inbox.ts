import type { Conversation } from "@moltbot/channel";
import type {
  Completion,
  Finished,
  InboxEntry,
  InboxItem,
  MessageStore,
  OutboxEntry,
  Received,
} from "@moltbot/sessions";
import type { Driver, Row } from "./driver.ts";
import { createPlaces } from "./places.ts";
import { auditRows, type StoreDeps } from "./questions.ts";
import { goodOnes, isConversation, isItem } from "./records.ts";
import { storable, toJsonb } from "./text.ts";

const isPlace = (value: unknown): value is Conversation => isConversation(value);

/** Where an item belongs, and its key. */
function keyed(item: InboxItem): { channel: string; account: string; id: string; conversation: Conversation } {
  const inner = item.kind === "message" ? item.message : item.action;
  const { channel, account } = inner.conversation;
  return {
    channel: storable(channel),
    account: storable(account),
    id: storable(inner.id),
    conversation: inner.conversation,
  };
}

const keyText = (channel: unknown, account: unknown, id: unknown): string => JSON.stringify([channel, account, id]);

/** The half of the road that takes in and finishes. */
export function createInbox(
  db: Driver,
  holder: number,
  o: StoreDeps,
): Pick<MessageStore, "receive" | "take" | "waiting" | "complete"> {
  return {
    receive: (items, now) => receive(db, { holder, items, now }),

    async take({ limit }) {
      const rows = await db.query("select inbox_take($1::int, $2::int) as place", [holder, limit]);
      return goodOnes(rows, { column: "place", table: "conversations", log: o.log, is: isPlace });
    },

    async waiting(conversation, { limit }) {
      for (;;) {
        const rows = await db.query(
          "select seq::float8 as seq, item, received_at from inbox_waiting($1::int, $2::text::jsonb, $3::int)",
          [holder, toJsonb(conversation), limit],
        );
        const broken = rows.filter((row) => !isItem(row["item"]));
        if (broken.length === 0) return rows.map((row) => entryOf(row, conversation));
        // An entry that nobody can read must not hold up the conversation. It stays in the table for a person to see.
        for (const row of broken) {
          o.log.error("corrupt row skipped", { table: "inbox", id: row["seq"] });
          await db.query(
            "update inbox set state = 'broken', ended_at = ts($2::float8) where seq = $1::bigint and state = 'waiting'",
            [Number(row["seq"]), o.clock.now()],
          );
        }
      }
    },

    complete: (completions, now) => complete(db, { holder, completions, now, random: o.random }),
  };
}

function entryOf(row: Row, conversation: Conversation): InboxEntry {
  return {
    seq: Number(row["seq"]),
    conversation,
    item: row["item"] as InboxItem, // checked by isItem
    receivedAt: Number(row["received_at"]),
  };
}

async function receive(
  db: Driver,
  { holder, items, now }: { holder: number; items: readonly InboxItem[]; now: number },
): Promise<readonly Received[]> {
  if (items.length === 0) return [];
  const places = createPlaces();
  const list = new Map<string, unknown>();
  const keys = items.map((item) => {
    const { conversation, ...key } = keyed(item);
    const text = keyText(key.channel, key.account, key.id);
    if (list.has(text)) return undefined; // twice in one batch
    list.set(text, { ...key, at: places.at(conversation), kind: item.kind, item });
    return text;
  });
  const rows = await db.query(
    `select channel, account, item_id, seq::float8 as seq, held, after::float8 as after
       from inbox_receive($1::int, $2::text::jsonb, $3::text::jsonb, $4::float8)`,
    [holder, places.toJsonb(), toJsonb([...list.values()]), now],
  );
  const stored = new Map(rows.map((row) => [keyText(row["channel"], row["account"], row["item_id"]), row]));
  return keys.map((key) => {
    const row = key === undefined ? undefined : stored.get(key);
    if (row === undefined) return { status: "duplicate" };
    const seq = Number(row["seq"]);
    if (row["held"] !== true) return { status: "queued", seq };
    return row["after"] === null ? { status: "held", seq } : { status: "held", seq, after: Number(row["after"]) };
  });
}

async function complete(
  db: Driver,
  o: { holder: number; completions: readonly Completion[]; now: number; random: StoreDeps["random"] },
): Promise<readonly Finished[]> {
  if (o.completions.length === 0) return [];
  const first = new Map<number, Completion>();
  for (const completion of o.completions) if (!first.has(completion.seq)) first.set(completion.seq, completion);
  const places = createPlaces();
  const list = [...first.values()].map(({ events, outbox, ...rest }) => ({
    ...rest,
    outbox: outbox.map(({ conversation, ...message }) => ({ ...message, at: places.at(conversation) })),
    events: JSON.parse(auditRows(events, o.random)) as unknown,
  }));
  const rows = await db.query(
    `select cause::float8 as cause, outbox::float8 as outbox, state
       from inbox_complete($1::int, $2::text::jsonb, $3::text::jsonb, $4::float8)`,
    [o.holder, places.toJsonb(), toJsonb(list), o.now],
  );
  const done = new Set(rows.filter((row) => row["state"] === "done").map((row) => Number(row["cause"])));
  const answered = new Set<number>();
  return o.completions.map((completion) => {
    const { seq } = completion;
    if (!done.has(seq) || answered.has(seq)) return { seq, status: "lost", outbox: [] };
    answered.add(seq);
    return { seq, status: "done", outbox: takenOf(completion, rows) };
  });
}

/** The messages of a completion that came back taken. Their rows were made in the order of its list. */
function takenOf(completion: Completion, rows: readonly Row[]): readonly OutboxEntry[] {
  return rows
    .filter((row) => row["state"] !== "done" && Number(row["cause"]) === completion.seq)
    .sort((a, b) => Number(a["outbox"]) - Number(b["outbox"]))
    .flatMap((row, at) => {
      const message = completion.outbox[at];
      if (message === undefined || row["state"] !== "sending") return [];
      return [{ seq: Number(row["outbox"]), ...message, attempts: 0 }];
    });
}
